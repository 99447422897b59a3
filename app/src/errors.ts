/** All error codes, which are stable, with their HTTP statuses. docs/api.md describes each. */
export const errorStatuses = {
  malformed_request: 400,
  invalid_path: 400,
  invalid_json: 400,
  invalid_body: 400,
  invalid_user_id: 400,
  invalid_content: 400,
  content_missing: 400,
  content_empty: 400,
  content_too_long: 400,
  invalid_limit: 400,
  invalid_before: 400,
  unknown_user: 404,
  unknown_route: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  unsupported_media_type: 415,
  expectation_failed: 417,
  misdirected_request: 421,
  headers_too_large: 431,
  internal_error: 500,
  unsupported_transfer_encoding: 501,
  database_unavailable: 503,
  connection_timeout: 503,
  not_ready: 503,
} as const;

export type ErrorCode = keyof typeof errorStatuses;

/** An error that is sent to the client. Its `cause` is only logged. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; headers?: Record<string, string> } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = errorStatuses[code];
    this.headers = options.headers ?? {};
  }
}

export function errorBody({ code, message }: ApiError): { error: { code: ErrorCode; message: string } } {
  return { error: { code, message } };
}

/** The root cause in one line: under load, a stack per refused connection would flood the log. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message || error.name : reasonOf(error.cause);
}
