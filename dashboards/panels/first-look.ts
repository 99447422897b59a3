import type { Panel } from '../panel.ts';
import { mean, orZero, quantile, rate, seriesOf } from '../promql.ts';

const requests = 'http_requests_total';
const duration = 'http_request_duration_seconds';
const succeeded = `sum(${rate(seriesOf('api', requests, 'status_code=~"2.."'))})`;

const successfulRequests: Panel = {
  id: 'successful-requests',
  title: 'Successful Requests',
  description: `Successful requests per second. Broken: hardly any, although 100 users send requests all the time. After fix 1: steady. After fix 2: many times as many, with the same users.`,
  unit: 'requests per second',
  shape: 'curve',
  queries: [{ expression: orZero(succeeded), legend: 'succeeded' }],
};

const responseLatency: Panel = {
  id: 'response-latency',
  title: 'Response Latency',
  description: `How long a response takes: the average, and the p99, which 99 of 100 responses stay below. Failures are included. Broken: how long it takes to fail. After fix 1: a third to two thirds of a second. After fix 2: a fraction of that.`,
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
  description: `Failed requests per second, by HTTP status. 503 means that no database connection was available in time. Broken: nearly every request fails. After fix 1 and after fix 2: none.`,
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
  description: `How many of 100 requests succeed: red below 50, yellow from 50, green from 95. Broken: red. After fix 1: green, although responses are not faster.`,
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
