import { statSync } from 'node:fs';
import { LabError } from '../lib/lab-error.ts';
import type { Result } from './result.ts';
import { readResult, readResults } from './results-folder.ts';

const whatToDo = 'Give files as `make loadtest` keeps them (results/<time>-<stage>.json), or folders with such files.';

/**
 * The results of other machines or days, from files and folders. In a folder, what is no result is passed over, as in one's own.
 * @throws {LabError} `no_result_in_it` for what is not there, a file that is no result, and a folder without any
 */
export function readOtherResults(paths: readonly string[]): Result[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found)
      throw new LabError('no_result_in_it', `--with ${path}: expected a file or a folder; it is not there.`, whatToDo);
    if (!found.isDirectory()) return [fromFile(path)];
    const { results } = readResults(path);
    if (results.length > 0) return results;
    throw new LabError('no_result_in_it', `--with ${path}: expected results in the folder; there is none.`, whatToDo);
  });
}

function fromFile(path: string): Result {
  const read = readResult(path);
  if ('result' in read) return read.result;
  throw new LabError(
    'no_result_in_it',
    `--with ${path}: expected a result of this lab, schema 1 (${read.problem}).`,
    whatToDo,
  );
}
