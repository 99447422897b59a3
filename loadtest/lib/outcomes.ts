import type { RefinedResponse, ResponseType } from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { type Failure, failureOf, knownFailures } from './failures.ts';
import { recordInSlice } from './series.ts';
import { recordSlowest } from './slowest-request.ts';

export const succeeded = new Counter('lab_succeeded');
export const failed = new Counter('lab_failed');
/** The latency of every request that received a response, in milliseconds. */
export const responseTime = new Trend('lab_answer_time', true);

/** The name of one kind of failure, in k6's notation for a metric with tags. */
export function failureMetric([status, code]: Failure): string {
  return `lab_failed{status:${status},code:${code}}`;
}

export const outcomeThresholds = Object.fromEntries(
  knownFailures.map((failure) => [failureMetric(failure), ['count>=0']]),
);

/** Counts a response as succeeded (2xx) or as a kind of failure, in total and in its slice. */
export function recordOutcome(response: RefinedResponse<ResponseType>): void {
  const latencyMs = response.status === 0 ? undefined : response.timings.duration;
  const failure = response.status >= 200 && response.status < 300 ? undefined : failureOf(response);
  if (latencyMs !== undefined) responseTime.add(latencyMs);
  if (failure) failed.add(1, { status: String(failure[0]), code: failure[1] });
  else succeeded.add(1);
  recordInSlice(latencyMs, failure);
  recordSlowest(response);
}
