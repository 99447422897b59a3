import type { RefinedResponse, ResponseType } from 'k6/http';

/** A kind of failure: the HTTP status (0: nobody answered; 'other': any that is not listed) and the error code. */
export type Failure = readonly [status: number | 'other', code: string];

// Statuses and codes the API may answer with under load, and k6's own codes for no answer at all
// (https://grafana.com/docs/k6/latest/javascript-api/error-codes/). Any other is counted as `other`.
const other: Failure = ['other', 'other'];
export const knownFailures: Failure[] = [
  [503, 'connection_timeout'],
  [503, 'database_unavailable'],
  [500, 'internal_error'],
  [429, 'too_many_requests'],
  [404, 'unknown_route'],
  [0, 'timeout'],
  [0, 'connection_refused'],
  [0, 'connection_reset'],
  [0, 'no_answer'],
  other,
];
const noAnswerCodes: Record<number, string> = {
  1050: 'timeout',
  1211: 'timeout',
  1212: 'connection_refused',
  1220: 'connection_reset',
};

/** Which of the known failures a response is that is not 2xx. */
export function failureOf(response: RefinedResponse<ResponseType>): Failure {
  const code = response.status === 0 ? (noAnswerCodes[response.error_code] ?? 'no_answer') : apiCode(response);
  return knownFailures.find(([status, name]) => status === response.status && name === code) ?? other;
}

function apiCode(response: RefinedResponse<ResponseType>): string {
  try {
    return (response.json('error.code') as string | undefined) ?? 'other';
  } catch {
    return 'other';
  }
}
