import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ApiError, type ErrorCode, errorBody, reasonOf } from '../errors.ts';
import { timingOf } from './measure-requests.ts';
import { sendJson } from './send-json.ts';

/** Errors that raw-body raises, by `type` (raw-body documentation, "Errors"). */
const bodyErrors: Record<string, [ErrorCode, string]> = {
  'entity.too.large': ['body_too_large', 'the body is larger than 16 KiB'],
  'request.aborted': ['malformed_request', 'the body ended early'],
  'request.size.invalid': ['malformed_request', 'the length of the body differs from its Content-Length'],
};

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const known = bodyErrors[(error as { type?: string }).type ?? ''];
  // The rest of the body is not read.
  if (known) return new ApiError(...known, { cause: error, headers: { Connection: 'close' } });
  if (error instanceof URIError)
    return new ApiError('invalid_path', 'the path contains an invalid percent-encoding', { cause: error });
  return new ApiError('internal_error', 'an internal error occurred and was logged', { cause: error });
}

export const unknownRoute: RequestHandler = (request) => {
  throw new ApiError('unknown_route', `there is no ${request.path}; see /feed, /posts and /users/:id/posts`);
};

/** Responds to every failed request with `{ error: { code, message } }`, and logs the cause. */
export function answerError(logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const error = asApiError(thrown);
    const trace = timingOf(response)?.trace;
    if (trace) trace.errorCode = error.code;
    const details = {
      code: error.code,
      status: error.status,
      method: request.method,
      path: request.path,
      ...(trace && { trace_id: trace.traceId }),
    };
    if (error.status === 500) logger.error({ ...details, err: error.cause }, 'a request failed unexpectedly');
    // Without a cause, nothing failed: the API is not ready, or does not support the request.
    else if (error.status > 500 && error.cause) logger.warn({ ...details, reason: reasonOf(error) }, error.message);
    else logger.debug(details, error.message);

    if (response.headersSent) next(thrown);
    else sendJson(response.set(error.headers), errorBody(error), error.status);
  };
}
