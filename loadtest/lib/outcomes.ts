import type { RefinedResponse, ResponseType } from 'k6/http';
import { Counter, Trend } from 'k6/metrics';

// Statuses and codes the API may answer with under load, and k6's own codes for no answer at all
// (https://grafana.com/docs/k6/latest/javascript-api/error-codes/). Any other is counted as `other`.
const failures: [status: number, code: string][] = [
  [503, 'connection_timeout'],
  [503, 'database_unavailable'],
  [500, 'internal_error'],
  [429, 'too_many_requests'],
  [404, 'unknown_route'],
  [0, 'timeout'],
  [0, 'connection_refused'],
  [0, 'connection_reset'],
  [0, 'no_answer'],
];
const noAnswerCodes: Record<number, string> = {
  1050: 'timeout',
  1211: 'timeout',
  1212: 'connection_refused',
  1220: 'connection_reset',
};

export const succeeded = new Counter('lab_succeeded');
export const failed = new Counter('lab_failed');
/** Of requests that got an answer, whatever it was; milliseconds. */
export const answerTime = new Trend('lab_answer_time', true);

/** The metric's name for one kind of failure, as k6 writes a metric with tags. */
export function failureMetric(status: number | string, code: string): string {
  return `lab_failed{status:${status},code:${code}}`;
}

export const knownFailures = [...failures, ['other', 'other'] as const];

export const outcomeThresholds = Object.fromEntries(
  knownFailures.map(([status, code]) => [failureMetric(status, code), ['count>=0']]),
);

/** Counts one response as succeeded (2xx) or as one of the known failures. */
export function recordOutcome(response: RefinedResponse<ResponseType>): void {
  if (response.status !== 0) answerTime.add(response.timings.duration);
  if (response.status >= 200 && response.status < 300) {
    succeeded.add(1);
    return;
  }
  const code = response.status === 0 ? (noAnswerCodes[response.error_code] ?? 'no_answer') : apiCode(response);
  const known = failures.find(([status, name]) => status === response.status && name === code);
  failed.add(1, known ? { status: String(response.status), code } : { status: 'other', code: 'other' });
}

function apiCode(response: RefinedResponse<ResponseType>): string {
  try {
    return (response.json('error.code') as string | undefined) ?? 'other';
  } catch {
    return 'other';
  }
}
