import { statSync } from 'node:fs';
import { LabError } from '../lib/lab-error.ts';
import type { Result } from './result.ts';
import { readResult, readResults } from './results-folder.ts';

/**
 * The results of other machines or days, from files and folders. In a folder, files that are not
 * results are ignored.
 * @throws {LabError} `no_result_in_it` for a missing path, a file that is not a result, and a folder
 * without results
 */
export function readOtherResults(paths: readonly string[]): Result[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw noResult(path, 'a file or a folder; it does not exist.');
    if (found.isDirectory()) {
      const { results } = readResults(path);
      if (results.length === 0) throw noResult(path, 'results in the folder; there are none.');
      return results;
    }
    const read = readResult(path);
    if ('problem' in read) throw noResult(path, `a result of this lab, schema 1 (${read.problem}).`);
    return [read.result];
  });
}

function noResult(path: string, expected: string): LabError {
  return new LabError(
    'no_result_in_it',
    `--with ${path}: expected ${expected}`,
    'Give files written by `make loadtest` (results/<time>-<stage>.json), or folders of them.',
  );
}
