import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { relative, resolve } from 'node:path';
import { forbiddenPart, parentsOf } from './forbidden-part.ts';
import { LabError, type LabErrorCode } from './lab-error.ts';
import { projectFolder } from './project-folder.ts';

interface FailedCall {
  /** The file or folder; undefined if the error of the system does not say. */
  path: string | undefined;
  syscall: string | undefined;
  /** What was being written to or read: the path, or else the system's own words. */
  where: string;
}

type Explanation = [code: LabErrorCode, message: string, whatToDo: string];

const explanations: Record<string, (failed: FailedCall, elsewhere: string) => Explanation> = {
  ENOSPC: ({ where, syscall }, elsewhere) =>
    syscall === 'watch'
      ? [
          'too_many_open_files',
          `The system's limit of watched files is reached: ${where}`,
          'Close other programs that watch files, or raise the limit: sudo sysctl fs.inotify.max_user_watches=524288',
        ]
      : [
          'disk_full',
          `The disk is full: ${where}`,
          `Free some disk space, then try again; or ${elsewhere}. The verb down stops the lab.`,
        ],
  EDQUOT: ({ where }, elsewhere) => [
    'disk_full',
    `Your disk quota is used up: ${where}`,
    `Delete files of yours, then try again; or ${elsewhere}. The verb down stops the lab.`,
  ],
  EROFS: ({ where }, elsewhere) => [
    'read_only',
    `The file system is read-only: ${where}`,
    `Mount it writable, or ${elsewhere}.`,
  ],
  EMFILE: ({ where, syscall }) =>
    syscall === 'watch'
      ? [
          'too_many_open_files',
          `The system's limit of programs that watch files is reached: ${where}`,
          'Close other programs that watch files, or raise the limit: sudo sysctl fs.inotify.max_user_instances=512',
        ]
      : [
          'too_many_open_files',
          `This process may not open more files: ${where}`,
          'Allow more in this shell, then try again: ulimit -n 4096. The most that it accepts is shown by ulimit -Hn.',
        ],
  ENFILE: ({ where }) => [
    'too_many_open_files',
    `All processes together have opened as many files as the system allows: ${where}`,
    'End other programs, then try again.',
  ],
  ELOOP: ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `Symbolic links lead in a circle: ${where}`,
    `Delete the link, or ${elsewhere}.`,
  ],
  ENAMETOOLONG: ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `The path is longer than the system allows: ${where}`,
    `Put the checkout in a folder with a shorter path, or ${elsewhere}.`,
  ],
  'ENOENT from mkdir': ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `The folder cannot be made: ${where}`,
    `If it is a symbolic link, make the folder that it leads to, or delete it; or ${elsewhere}.`,
  ],
  EEXIST: wrongKind,
  ENOTDIR: wrongKind,
  EISDIR: wrongKind,
  EACCES: forbidden,
  EPERM: forbidden,
};

function wrongKind({ where }: FailedCall, elsewhere: string): Explanation {
  return [
    'wrong_kind_of_file',
    `Expected a folder but found a file, or the reverse: ${where}`,
    `Move the existing file or folder away, or ${elsewhere}.`,
  ];
}

function forbidden({ where, path }: FailedCall, elsewhere: string): Explanation {
  const part = path && forbiddenPart(path);
  if (!part) return ['no_permission', `Permission denied: ${where}`, `Allow it, or ${elsewhere}.`];
  const owner = statSync(part).uid;
  const { uid } = userInfo();
  // Outside of the checkout, it may be a folder that is not meant to be anybody's own.
  const isOurs = !relative(projectFolder, part).startsWith('..');
  const repair = owner === uid ? `chmod -R u+rwX ${quote(part)}` : `sudo chown -R ${uid} ${quote(part)}`;
  const belongsTo = owner === uid ? 'you' : owner === 0 ? 'root' : `the user ${owner}`;
  return [
    'no_permission',
    `Permission denied: ${where}. It is ${part === path ? 'that' : part} which does not allow it; it belongs to ${belongsTo}.`,
    isOurs || owner === uid ? `Allow it: ${repair}; or ${elsewhere}.` : `Have it allowed, or ${elsewhere}.`,
  ];
}

/** Single quotes, in which a shell leaves everything as it is. */
const quote = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

/** Node.js reports ENOENT when a folder and its parents cannot be made, whatever the reason. */
function codeOf({ code = '', path, syscall }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT' || syscall !== 'mkdir' || !path) return code;
  try {
    accessSync(parentsOf(resolve(path)).findLast((folder) => existsSync(folder)) ?? '/', constants.W_OK);
    return 'ENOENT from mkdir';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? code;
  }
}

/**
 * Explains why the system did not read or write a file; undefined for other errors.
 * @param variables those that put the file somewhere else
 */
export function explainFileError(
  error: NodeJS.ErrnoException,
  variables = 'LAB_FOLDER= or RESULTS_FOLDER=',
): LabError | undefined {
  const { message, path, syscall } = error;
  const code = codeOf(error);
  const explain = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  if (!explain) return undefined;
  const failed = { path: path && resolve(path), syscall, where: path ?? message };
  return new LabError(...explain(failed, `choose another folder: ${variables}`), { cause: error });
}
