import { lstatSync, statSync } from 'node:fs';
import { LabError } from './lab-error.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * Checks that a path, if anything is there, is a file or a folder, or a symbolic link to one.
 * @throws {LabError} `wrong_kind_of_file`
 */
export function requireKind(kind: 'file' | 'folder', path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })) return;
  const target = statSync(path, { throwIfNoEntry: false });
  if (kind === 'file' ? target?.isFile() : target?.isDirectory()) return;
  throw new LabError(
    'wrong_kind_of_file',
    `${path} is ${target ? `not a ${kind}` : 'a symbolic link to something that does not exist'}; the lab needs a ${kind} there, or nothing.`,
    `Rename it, then try again: mv ${shellQuote(path)} ${shellQuote(`${path}.old`)}`,
  );
}
