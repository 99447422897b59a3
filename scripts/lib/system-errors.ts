import { LabError } from './lab-error.ts';

/** ENOSPC and EDQUOT are errno codes; 53100 is the SQLSTATE disk_full. */
const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', '53100']);
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03']);

/** Explains common errors of the system and the database; undefined for bugs in the lab. */
export function asLabError(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code && diskFullCodes.has(code))
    return new LabError(
      'disk_full',
      `The disk is full: ${message}`,
      'Free some disk space, then try again. The verb down stops the lab.',
    );
  if (code && connectionCodes.has(code))
    return new LabError(
      'crashed',
      `The database connection was lost: ${message}`,
      'Run the verb status to see which parts are running.',
    );
  if (message === 'timeout expired' || message === 'Query read timeout')
    return new LabError(
      'crashed',
      'The database does not respond.',
      'Stop it with the verb down, then start it again.',
    );
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return new LabError(
      'wrong_kind_of_file',
      `Expected a folder but found a file, or the reverse: ${message}`,
      'Choose another LAB_FOLDER or RESULTS_FOLDER, or move the existing file or folder away.',
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new LabError(
      'no_permission',
      `Permission denied: ${message}`,
      'The file belongs to another user, perhaps root. Delete the folder .lab as that user, then try again.',
    );
  return undefined;
}
