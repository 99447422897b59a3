import { explainFileError } from './file-errors.ts';
import { LabError } from './lab-error.ts';

/** The SQLSTATE disk_full. */
const diskFullCode = '53100';
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03']);
/** node-postgres's errors without a code: the connection ended during a query, or before it. */
const lostConnection =
  /^(Connection terminated( unexpectedly)?|Client (has encountered a connection error|was closed) and is not queryable)$/;

/** Explains common errors of the system and the database; undefined for bugs in the lab. */
export function asLabError(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === diskFullCode)
    return new LabError(
      'disk_full',
      `The disk is full: ${message}`,
      'Free some disk space, then try again. The verb down stops the lab.',
    );
  if ((code && connectionCodes.has(code)) || lostConnection.test(message ?? ''))
    return new LabError(
      'crashed',
      `The database connection was lost: ${message}`,
      'Run the verb status to see which parts are running.',
    );
  if (message === 'timeout expired')
    return new LabError(
      'crashed',
      'The database does not respond.',
      'Stop it with the verb down, then start it again.',
    );
  // The client's own limit: node-postgres cannot tell a server that is busy from one that hangs.
  if (message === 'Query read timeout')
    return new LabError(
      'slow_statement',
      'The database accepted a statement, but did not finish it within the time limit.',
      'If other queries keep it busy, as those of a load test do, run the verb again when they have ended; the verb psql and pg_stat_activity show them. If there are none, stop the database with the verb down, and start it again.',
    );
  return explainFileError(error as NodeJS.ErrnoException);
}
