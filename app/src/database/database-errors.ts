import pg from 'pg';
import { ApiError } from '../errors.ts';

/**
 * SQLSTATEs and classes that mean "try again later" (PostgreSQL documentation, appendix A):
 * connection exception, insufficient resources, server shutting down or starting up,
 * statement_timeout.
 */
const unavailableStates = /^(08|53|57P0|57014)/;

function unavailable(code: 'connection_timeout' | 'database_unavailable', message: string, cause: unknown): ApiError {
  return new ApiError(code, `${message}; try again`, { cause, headers: { 'Retry-After': '1' } });
}

/** Maps a failure to connect to an API error. The pool's timeout has a message but no code. */
export function describeConnectFailure(cause: unknown): ApiError {
  const timedOut = cause instanceof Error && !('code' in cause) && /timeout/.test(cause.message);
  return timedOut
    ? unavailable('connection_timeout', 'no database connection came in time', cause)
    : unavailable('database_unavailable', 'the database cannot be reached', cause);
}

/**
 * Maps a lost connection to an API error. Returns all other PostgreSQL errors unchanged, for the
 * caller to interpret.
 */
export function describeQueryFailure(cause: unknown): unknown {
  if (cause instanceof pg.DatabaseError && !unavailableStates.test(cause.code ?? '')) return cause;
  return unavailable('database_unavailable', 'the database connection was lost', cause);
}

/** node-postgres's message for the same failure. */
export const queryTimeoutMessage = 'Query read timeout';

/** True after `query_timeout`. The late result could be mistaken for that of the next query. */
export function isQueryTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === queryTimeoutMessage;
}

/** SQLSTATE 23503: the row refers to one that does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23503';
}
