import { LabError } from './lab-error.ts';

/** ENOSPC and EDQUOT are the system's codes, 53100 is SQLSTATE's disk_full. */
const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', '53100']);
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03']);

/** Explains common errors of the system and the database; undefined for a bug in the lab. */
export function asLabError(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code && diskFullCodes.has(code))
    return new LabError(
      'disk_full',
      `The disk is full: ${message}`,
      'Make room, then try again; the verb down stops what runs.',
    );
  if (code && connectionCodes.has(code))
    return new LabError('crashed', `The database went away: ${message}`, 'See what runs, with the verb status.');
  if (message === 'timeout expired' || message === 'Query read timeout')
    return new LabError('crashed', 'The database does not answer.', 'Stop it with the verb down, then start it again.');
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return new LabError(
      'wrong_kind_of_file',
      `A folder was expected, or a file: ${message}`,
      'Choose another LAB_FOLDER or RESULTS_FOLDER, or move away what is there.',
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new LabError(
      'no_permission',
      `Not allowed: ${message}`,
      'Somebody else made that file, perhaps root: delete the folder .lab as they, then try again.',
    );
  return undefined;
}
