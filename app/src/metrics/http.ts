import { Counter, type Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.ts';

/** The methods of the routes. Clients can invent others, and each would stay as a series. */
const knownMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'POST']);

/** `_OTHER` is OpenTelemetry's name (semantic conventions, `http.request.method`). */
export const methodLabel = (method: string): string => (knownMethods.has(method) ? method : '_OTHER');

const durationName = 'http_request_duration_seconds';
const labelNames = ['method', 'route', 'status_code'] as const;

/** Initialized to zero: rate() cannot see the first increment of a series that starts at one. */
const expectedOutcomes = [
  ['GET', '/feed', 200],
  ['GET', '/feed', 503],
  ['GET', '/users/:id/posts', 200],
  ['GET', '/users/:id/posts', 503],
  ['POST', '/posts', 201],
  ['POST', '/posts', 503],
] as const;

export function httpMetrics(registry: Registry) {
  const requestDuration = new DurationHistogram(
    registry,
    durationName,
    'Time from the end of the request headers to the last byte of the response; its count equals http_requests_total',
    labelNames,
  );
  for (const [method, route, status_code] of expectedOutcomes) requestDuration.zero({ method, route, status_code });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by method, route template and status; 499 when the client aborted the request',
    labelNames,
    registers: [registry],
    // Counted when somebody asks, and not once more in each request.
    collect() {
      const { values } = requestDuration.get();
      this.reset();
      for (const { metricName, labels, value } of values)
        if (metricName === `${durationName}_count`) this.inc(labels, value);
    },
  });
  return { requests, requestDuration };
}

export type HttpMetrics = ReturnType<typeof httpMetrics>;
