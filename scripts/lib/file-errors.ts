import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { relative, resolve } from 'node:path';
import { forbiddenPart, parentsOf } from './forbidden-part.ts';
import { LabError, type LabErrorCode } from './lab-error.ts';
import { projectFolder } from './project-folder.ts';
import { shellQuote } from './shell-quote.ts';

interface FailedCall {
  /** The file or folder; undefined if the system's error does not name it. */
  path: string | undefined;
  syscall: string | undefined;
  /** What was being written or read: the path, or else the system's message. */
  where: string;
}

type Explanation = [code: LabErrorCode, message: string, whatToDo: string];

const explanations: Record<string, (failed: FailedCall, elsewhere: string) => Explanation> = {
  ENOSPC: ({ where, syscall }, elsewhere) =>
    syscall === 'watch'
      ? [
          'too_many_open_files',
          `The system's limit on watched files has been reached: ${where}`,
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
    `Delete some of your files, then try again; or ${elsewhere}. The verb down stops the lab.`,
  ],
  EROFS: ({ where }, elsewhere) => [
    'read_only',
    `The file system is read-only: ${where}`,
    `Remount it read-write, or ${elsewhere}.`,
  ],
  EMFILE: ({ where, syscall }) =>
    syscall === 'watch'
      ? [
          'too_many_open_files',
          `The system's limit on programs that watch files has been reached: ${where}`,
          'Close other programs that watch files, or raise the limit: sudo sysctl fs.inotify.max_user_instances=512',
        ]
      : [
          'too_many_open_files',
          `This process has reached its limit on file descriptors: ${where}`,
          'Raise the limit in this shell, then try again: ulimit -n 4096. The highest value allowed: ulimit -Hn.',
        ],
  ENFILE: ({ where }) => [
    'too_many_open_files',
    `The system-wide limit on open files has been reached: ${where}`,
    'Close other programs, then try again.',
  ],
  ELOOP: ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `The symbolic links form a loop: ${where}`,
    `Delete one of the links, or ${elsewhere}.`,
  ],
  ENAMETOOLONG: ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `The path is longer than the system allows: ${where}`,
    `Put the checkout in a folder with a shorter path, or ${elsewhere}.`,
  ],
  'ENOENT from mkdir': ({ where }, elsewhere) => [
    'wrong_kind_of_file',
    `The folder cannot be created: ${where}`,
    `If it is a symbolic link, create the folder that it points to, or delete the link; or ${elsewhere}.`,
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
    `Move the existing file or folder out of the way, or ${elsewhere}.`,
  ];
}

function forbidden({ where, path }: FailedCall, elsewhere: string): Explanation {
  const part = path && forbiddenPart(path);
  if (!part) return ['no_permission', `Permission denied: ${where}`, `Change its permissions, or ${elsewhere}.`];
  const owner = statSync(part).uid;
  const { uid } = userInfo();
  // Outside of the checkout, it may be a system folder, whose owner must not be changed.
  const isOurs = !relative(projectFolder, part).startsWith('..');
  const everything = isOurs ? '-R ' : '';
  const repair =
    owner === uid ? `chmod ${everything}u+rwX ${shellQuote(part)}` : `sudo chown -R ${uid} ${shellQuote(part)}`;
  const ownerName = owner === uid ? 'you' : owner === 0 ? 'root' : `the user ${owner}`;
  const culprit = part === path ? '' : `, because of the folder ${part}`;
  const message = `Permission denied: ${where}${culprit}, which belongs to ${ownerName}.`;
  // The system refuses root for other reasons than the owner and the mode.
  if (uid === 0) return ['no_permission', message, `Here, not even root may write: ${elsewhere}.`];
  const advice = isOurs || owner === uid ? `Give yourself access: ${repair}` : 'Ask its owner for access';
  return ['no_permission', message, `${advice}; or ${elsewhere}.`];
}

/** Node.js reports ENOENT when a folder and its parents cannot be created, whatever the reason. */
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
 * Explains why the system cannot read or write a file; undefined for other errors.
 * @param variables the variables that choose another folder for the file
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
