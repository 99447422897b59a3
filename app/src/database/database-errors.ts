import pg from 'pg';
import { ApiError } from '../errors.ts';

/**
 * SQLSTATEs that mean "not now", by class or in full (PostgreSQL documentation, appendix A): 08 connection exception,
 * 53 insufficient resources (53300 too many connections), 57P0x the server is stopping or starting, 57014 statement_timeout.
 */
const unavailableStates = /^(08|53|57P0|57014)/;

const retryLater = { 'Retry-After': '1' };

/** Why no connection came. The pool's own time limit is known by its words alone; it has no code, and the network's ETIMEDOUT has one. */
export function describeConnectFailure(cause: unknown): ApiError {
  const timedOut = cause instanceof Error && !('code' in cause) && /timeout/.test(cause.message);
  return timedOut
    ? new ApiError('connection_timeout', 'no database connection came in time; try again', {
        cause,
        headers: retryLater,
      })
    : new ApiError('database_unavailable', 'the database cannot be reached; try again', { cause, headers: retryLater });
}

/** What a query's failure means for the client. What PostgreSQL itself said about the statement is left to the caller. */
export function describeQueryFailure(cause: unknown): unknown {
  if (cause instanceof pg.DatabaseError && !unavailableStates.test(cause.code ?? '')) return cause;
  return new ApiError('database_unavailable', 'the database went away; try again', { cause, headers: retryLater });
}

/** True when node-postgres stopped waiting for an answer: the connection may give that answer to the next one who asks. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** True for an INSERT that names a row which does not exist (SQLSTATE 23503, foreign_key_violation). */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23503';
}
