import type { Panel } from '../panel.ts';
import { orZero, rate, seriesOf } from '../promql.ts';

const loadUsers: Panel = {
  id: 'load-users',
  title: 'Users',
  description:
    'Users of the load test, as k6 counts them: each asks for the feed, and asks again as soon as the answer is there. The same number in every stage: what changes is what they get. It is 0 between load tests.',
  unit: 'users',
  shape: 'curve',
  only: 'cluster',
  // The name is k6's own, for any load test; those below are the lab's (loadtest/lib/outcomes.ts).
  queries: [{ expression: orZero(`sum(${seriesOf('loadTest', 'k6_vus')})`), legend: 'users' }],
};

const loadRequests: Panel = {
  id: 'load-requests',
  title: 'Requests as Users Count Them',
  description:
    'Requests per second, as k6 counts them on the other side: succeeded, and failed by the code of the error. Broken: failed by the hundred. After fix 1: all succeed. After fix 2: many times as many. It agrees with Successful Requests and Error Rate, but for what never reached the API: such a failure is seen only here.',
  unit: 'requests per second',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero(`sum(${rate('k6_lab_succeeded_total')})`), legend: 'succeeded' },
    { expression: orZero(`sum by (code) (${rate('k6_lab_failed_total')})`), legend: 'failed {{code}}' },
  ],
};

const loadLatency: Panel = {
  id: 'load-latency',
  title: 'Latency as Users See It',
  description:
    'How long a user waits for an answer, on average and p99, over the whole load test so far. Broken: how long it takes to fail. After fix 1: about half a second. After fix 2: a fraction of that. Nearly what the API measures itself (Response Latency); a gap between both is time on the way, or before the API noticed the request.',
  unit: 'seconds',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero('avg(k6_lab_answer_time_avg)'), legend: 'average' },
    // Of several pods the slowest, as no p99 of all can be had from theirs.
    { expression: orZero('max(k6_lab_answer_time_p99)'), legend: 'p99' },
  ],
};

/** The load test, as seen from the side of its users. */
export const loadTest: Panel[] = [loadUsers, loadRequests, loadLatency];
