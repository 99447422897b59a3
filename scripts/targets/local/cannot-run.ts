import { existsSync } from 'node:fs';
import { LabError } from '../../lib/lab-error.ts';

const installAgain = 'Delete the folder node_modules, and install again: npm ci';

/** By the code of spawn, or by what the dynamic linker prints. */
const hints: [symptom: RegExp, whatToDo: string][] = [
  [
    /loading shared libraries|Library not loaded/,
    "If npm did not run the package's script (ignore-scripts), run: npm rebuild --ignore-scripts=false. A library of the system has to be installed.",
  ],
  [/^E[MN]FILE/, 'Too many files are open. Raise the limit: ulimit -n 1024'],
  [/^(EAGAIN|ENOMEM)/, 'The system allows no further process. End some, or raise its limits on processes and memory.'],
  [
    /^EACCES/,
    `If its disk is mounted with noexec, move the checkout to another one. Otherwise the file is not executable. ${installAgain}`,
  ],
];

/** A shell tries to run what is not a program for this system, and quotes it. */
const controlCharacters = /[^\n\P{C}]/gu;

/** Says why a program cannot run. `error` is that of spawn or execFile. */
export function cannotRun(program: string, error: NodeJS.ErrnoException & { stderr?: string }): LabError {
  const message = (error.stderr?.trim() || error.message).replace(controlCharacters, '');
  const whatToDo =
    error.code !== 'ENOENT'
      ? (hints.find(([symptom]) => symptom.test(`${error.code} ${message}`))?.[1] ??
        `Perhaps it is for another system or processor. ${installAgain}`)
      : existsSync(program)
        ? 'It needs glibc, which this system does not have (such as Alpine Linux). Use another one, or the cluster.'
        : `It is missing. ${installAgain}`;
  return new LabError('postgres_start', `PostgreSQL cannot run: ${program}\n${message}`, whatToDo, { cause: error });
}
