import { BlockedTooLong } from '../../db-migrations/src/watch-blockers.ts';
import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/report.ts';

/** The error for a session that was in the way for too long, on a target. */
export function blockedError({ message, whatToDo }: Pick<BlockedTooLong, 'message' | 'whatToDo'>, target: string) {
  const psql = whatToDo.endsWith(';') ? `\nTo run that SQL: ${makeCommand('psql', target)}.` : '';
  return new LabError('blocked', `${message}.`, `${whatToDo}${psql} Then run the verb again.`);
}

/** Resolves like `work`. @throws {LabError} `blocked` instead of BlockedTooLong */
export async function explainBlocked<Result>(work: Promise<Result>, target: string): Promise<Result> {
  return work.catch((error) => {
    throw error instanceof BlockedTooLong ? blockedError(error, target) : error;
  });
}
