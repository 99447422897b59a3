import type { Panel } from '../panel.ts';
import { orZero, rate, seriesOf } from '../promql.ts';

const ofLoadTest = (metric: string) => seriesOf('loadTest', metric);

const loadUsers: Panel = {
  id: 'load-users',
  title: 'Users',
  description:
    'Users of the load test, as counted by k6. Each requests the feed, and requests it again as soon as the response arrives. Compare two load tests: if the number of users is the same but another panel has changed, it was the system that changed, not the load.',
  unit: 'users',
  shape: 'curve',
  only: 'cluster',
  // k6's own metric; those below are the lab's (loadtest/lib/outcomes.ts).
  queries: [{ expression: orZero(`sum(${ofLoadTest('k6_vus')})`), legend: 'users' }],
};

const loadRequests: Panel = {
  id: 'load-requests',
  title: 'Requests as Users Count Them',
  description:
    'Requests per second, as counted by k6 on the client side: succeeded, and failed by error code. Which code is the most frequent? Compare it with Successful Requests and Error Rate: a request that never reached the API appears only here.',
  unit: 'requests per second',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero(`sum(${rate(ofLoadTest('k6_lab_succeeded_total'))})`), legend: 'succeeded' },
    { expression: orZero(`sum by (code) (${rate(ofLoadTest('k6_lab_failed_total'))})`), legend: 'failed {{code}}' },
  ],
};

const loadLatency: Panel = {
  id: 'load-latency',
  title: 'Latency as Users See It',
  description:
    'How long a user waits for a response, average and p99, over the whole load test so far. Compare it with Response Latency, which the API measures: the difference is time in the network, or before the API read the request.',
  unit: 'seconds',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero(`avg(${ofLoadTest('k6_lab_answer_time_avg')})`), legend: 'average' },
    // The p99 of the slowest pod, because the p99s of several pods cannot be combined.
    { expression: orZero(`max(${ofLoadTest('k6_lab_answer_time_p99')})`), legend: 'p99' },
  ],
};

export const loadTest: Panel[] = [loadUsers, loadRequests, loadLatency];
