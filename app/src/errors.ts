/**
 * All error codes, which are stable, with their HTTP statuses and, in Markdown, when they are sent.
 * docs/api.md and the OpenAPI document (contract/) are generated from this list.
 */
export const errors = {
  malformed_request: {
    status: 400,
    when: 'the request is not valid HTTP, is incomplete, has several `Host` headers, or is HTTP/1.1 without one',
  },
  invalid_path: { status: 400, when: 'the path has an invalid percent-encoding' },
  invalid_json: {
    status: 400,
    when: 'the body is empty, not JSON, not UTF-8, or a bare string, number, boolean or null',
  },
  invalid_body: { status: 400, when: 'the body is an array' },
  invalid_user_id: { status: 400, when: 'an id is not a whole number from 1 to 2,147,483,647' },
  content_missing: { status: 400, when: '`content` is missing' },
  invalid_content: {
    status: 400,
    when: '`content` is not a string, or contains a NUL character or an unpaired surrogate',
  },
  content_empty: { status: 400, when: '`content` is blank' },
  content_too_long: { status: 400, when: '`content` has more than 280 characters' },
  invalid_limit: { status: 400, when: '`limit` is not a whole number from 1 to 100' },
  invalid_before: { status: 400, when: '`before` is not from a `Link` header' },
  unknown_user: { status: 404, when: 'no user has this id' },
  unknown_route: { status: 404, when: 'no such path exists' },
  method_not_allowed: { status: 405, when: 'the path does not support this method; `Allow` lists those that it does' },
  request_timeout: {
    status: 408,
    when: 'the request did not arrive in time: 10 seconds for the headers, 20 for all of it',
  },
  body_too_large: {
    status: 413,
    when: 'the body is larger than 16 KiB; the API responds without reading the rest, and closes the connection',
  },
  unsupported_media_type: { status: 415, when: 'the body is not `application/json` in UTF-8, or is compressed' },
  expectation_failed: { status: 417, when: 'the request has an `Expect` other than `100-continue`' },
  misdirected_request: {
    status: 421,
    when: 'the request is for another host, and the API listens on a loopback address',
  },
  headers_too_large: { status: 431, when: 'the headers are larger than 16 KiB' },
  internal_error: { status: 500, when: 'a bug in the API; the log has the details' },
  unsupported_transfer_encoding: { status: 501, when: 'the `Transfer-Encoding` is anything but `chunked`' },
  connection_timeout: { status: 503, when: 'no database connection was available in time; see `Retry-After`' },
  database_unavailable: {
    status: 503,
    when: 'the database refused the connection, closed it, or did not answer within ten seconds; see `Retry-After`',
  },
  not_ready: { status: 503, when: '`/readyz` only: the API is starting or stopping' },
} as const satisfies Record<string, { status: number; when: string }>;

export type ErrorCode = keyof typeof errors;

/** An error that is sent to the client. Its `cause` is only logged. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; headers?: Record<string, string> } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = errors[code].status;
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
