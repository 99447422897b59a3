import { existsSync } from 'node:fs';
import { LabError } from '../../lib/lab-error.ts';
import { visibleText } from '../../lib/visible-text.ts';

const installAgain = 'Delete the folder node_modules, and install again: npm ci';

/** By spawn's error code, or by what the dynamic linker prints. */
const hints: [symptom: RegExp, whatToDo: string][] = [
  [
    /loading shared libraries|Library not loaded/,
    "If npm did not run the package's script (ignore-scripts), run: npm rebuild --ignore-scripts=false. Otherwise, install the missing library.",
  ],
  [/^E[MN]FILE/, 'Too many files are open. Raise the limit: ulimit -n 1024'],
  [
    /^(EAGAIN|ENOMEM)/,
    'The system cannot start another process. Close some programs, or raise the limits on processes and memory.',
  ],
  [
    /^EACCES/,
    `If its file system is mounted with noexec, move the checkout to another one. Otherwise, the file is not executable. ${installAgain}`,
  ],
];

/** Explains why a program cannot run. `error` comes from spawn or execFile. */
export function cannotRun(program: string, error: NodeJS.ErrnoException & { stderr?: string }): LabError {
  // A shell tries to run a program for another system as a script, and quotes it in its error.
  const message = visibleText(error.stderr?.trim() || error.message);
  const whatToDo =
    error.code !== 'ENOENT'
      ? (hints.find(([symptom]) => symptom.test(`${error.code} ${message}`))?.[1] ??
        `It may be for another system or processor. ${installAgain}`)
      : existsSync(program)
        ? 'It needs glibc, which some systems, such as Alpine Linux, do not have. Use another system, or the cluster.'
        : `It is missing. ${installAgain}`;
  return new LabError('postgres_start', `PostgreSQL cannot run: ${program}\n${message}`, whatToDo, { cause: error });
}
