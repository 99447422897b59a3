import pg from 'pg';
import { ApiError } from '../errors.ts';

/**
 * SQLSTATEs and classes that mean "try again later" (PostgreSQL documentation, appendix A): 08 connection
 * exception, 53 insufficient resources, 57P0x server shutting down or starting up, 57014 query canceled.
 */
const unavailableStates = /^(08|53|57P0|57014)/;

const retryLater = { 'Retry-After': '1' };

/** Why there was no connection. Only its message identifies the pool's timeout: that error has no code. */
export function describeConnectFailure(cause: unknown): ApiError {
  const timedOut = cause instanceof Error && !('code' in cause) && /timeout/.test(cause.message);
  return timedOut
    ? new ApiError('connection_timeout', 'no database connection came in time; try again', {
        cause,
        headers: retryLater,
      })
    : new ApiError('database_unavailable', 'the database cannot be reached; try again', { cause, headers: retryLater });
}

/** Returns other errors of PostgreSQL unchanged: the caller knows what they mean. */
export function describeQueryFailure(cause: unknown): unknown {
  if (cause instanceof pg.DatabaseError && !unavailableStates.test(cause.code ?? '')) return cause;
  return new ApiError('database_unavailable', 'the database connection was lost; try again', {
    cause,
    headers: retryLater,
  });
}

/** True after `query_timeout`: the late result could arrive as the answer to the next query. */
export function isQueryTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** SQLSTATE 23503: the row refers to one that does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23503';
}
