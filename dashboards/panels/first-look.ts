import type { Panel } from '../panel.ts';
import { mean, orZero, quantile, rate, seriesOf } from '../promql.ts';

const requests = 'http_requests_total';
const duration = 'http_request_duration_seconds';
const succeeded = `sum(${rate(seriesOf('api', requests, 'status_code=~"2.."'))})`;

const successfulRequests: Panel = {
  id: 'successful-requests',
  title: 'Successful Requests',
  description:
    'How many requests per second succeed. Compare it with Error Rate: the two together are everything that users ask for, so how much of it do they get? After a change, see whether this curve rises with the same number of users.',
  unit: 'requests per second',
  shape: 'curve',
  queries: [{ expression: orZero(succeeded), legend: 'succeeded' }],
};

const responseLatency: Panel = {
  id: 'response-latency',
  title: 'Response Latency',
  description:
    'How long a response takes: the average, and the p99, which 99 of 100 responses stay below. Failures are included, so look at Success Rate % first: a fast error is still an error. A p99 far above the average means that some users wait much longer than most.',
  unit: 'seconds',
  shape: 'curve',
  queries: [
    { expression: mean(duration), legend: 'average' },
    { expression: quantile(0.99, duration), legend: 'p99' },
  ],
};

const errorRate: Panel = {
  id: 'error-rate',
  title: 'Error Rate',
  description:
    'Failed requests per second, by HTTP status. A 503 means that the API did not get what it needed from the database; the error code in the response says more. A 499 is a request that its client gave up on. Compare this curve with those in the row Connections: does one of them follow it?',
  unit: 'requests per second',
  shape: 'curve',
  queries: [
    {
      expression: orZero(`sum by (status_code) (${rate(seriesOf('api', requests, 'status_code!~"2..|3.."'))})`),
      legend: '{{status_code}}',
    },
  ],
};

const successRate: Panel = {
  id: 'success-rate',
  title: 'Success Rate %',
  description:
    'How many of 100 requests succeed: red below 50, yellow from 50, green from 95. Watch the color when you change something. Green means that users get what they asked for, not that they get it soon: for that, look at Response Latency.',
  unit: 'percent',
  shape: 'number',
  queries: [
    {
      // 0 / 0 is NaN: without requests there is no rate, and 0 % would be a failure.
      expression: `100 * (${succeeded} or vector(0)) / sum(${rate(seriesOf('api', requests))})`,
      legend: 'success rate',
    },
  ],
  thresholds: [
    { from: null, color: 'red' },
    { from: 50, color: 'yellow' },
    { from: 95, color: 'green' },
  ],
};

export const firstLook: Panel[] = [successfulRequests, responseLatency, errorRate, successRate];
