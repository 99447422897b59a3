import type { RefinedResponse, ResponseType } from 'k6/http';

/** A kind of failure: HTTP status (0: no response; 'other': not listed below) and error code. */
export type Failure = readonly [status: number | 'other', code: string];

const other: Failure = ['other', 'other'];
/** Responses of the API under load, and reasons for missing responses. */
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
/** https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const noAnswerCodes: Record<number, string> = {
  1050: 'timeout',
  1211: 'timeout',
  1212: 'connection_refused',
  1220: 'connection_reset',
};

/** The kind of failure of a response that is not 2xx. */
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
