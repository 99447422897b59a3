import { Counter, Histogram, type Registry } from 'prom-client';

/** Seconds. Narrow where the three stages differ: a few ms with the index, 150 ms at the broken limit, half a second in the queue. */
export const durationBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10,
];

const labelNames = ['method', 'route', 'status_code'] as const;

/** What a counter starts with, so that the first failure is a step from zero and not a series that appears at one. */
const expectedOutcomes = [
  ['GET', '/feed', 200],
  ['GET', '/feed', 503],
  ['GET', '/users/:id/posts', 200],
  ['GET', '/users/:id/posts', 503],
  ['POST', '/posts', 201],
  ['POST', '/posts', 503],
] as const;

/** Requests answered and how long each took, seen from inside the API. Probes and /metrics are left out. */
export function httpMetrics(registry: Registry) {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by method, route template and status; 499 when the client gave up first',
    labelNames,
    registers: [registry],
  });
  const requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the last byte of the answer',
    labelNames,
    buckets: durationBuckets,
    registers: [registry],
  });
  for (const [method, route, status_code] of expectedOutcomes) {
    requests.inc({ method, route, status_code }, 0);
    requestDuration.zero({ method, route, status_code });
  }
  return { requests, requestDuration };
}

export type HttpMetrics = ReturnType<typeof httpMetrics>;
