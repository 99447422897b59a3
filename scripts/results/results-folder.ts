import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { type Result, resultSchema } from './result.ts';

/**
 * Creates the folder first, so that no load test runs whose result cannot be written.
 * @throws {LabError} `results_folder` when it is not writable
 */
export function prepareResultsFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new LabError(
      'results_folder',
      `Results cannot be written to ${folder}: ${(error as Error).message}`,
      'Choose another folder: RESULTS_FOLDER=',
    );
  }
}

/** Returns the path of the file. */
export function writeResult(folder: string, result: Result): string {
  const file = join(folder, `${result.id}.json`);
  writeFileAtomic(file, `${JSON.stringify(resultSchema.parse(result), null, 2)}\n`);
  return file;
}

/** Every result in the folder, oldest first, and the JSON files that are not results. */
export function readResults(folder: string): { results: Result[]; unreadable: string[] } {
  const results: Result[] = [];
  const unreadable: string[] = [];
  for (const name of listJson(folder)) {
    const read = readJson(join(folder, name), resultSchema);
    if ('value' in read) results.push(read.value);
    else unreadable.push(name);
  }
  return { results: results.sort((one, other) => one.startedAt.localeCompare(other.startedAt)), unreadable };
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/**
 * The results of other machines or days, from files and folders.
 * @throws {LabError} `no_result_in_it` when a path does not exist, is not a result, or is a folder
 * without results; other files in a folder are ignored
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
    const read = readJson(path, resultSchema);
    if ('problem' in read) throw noResult(path, `a result of this lab, schema 1 (${read.problem}).`);
    return [read.value];
  });
}

function noResult(path: string, expected: string): LabError {
  return new LabError(
    'no_result_in_it',
    `--with ${path}: expected ${expected}`,
    'Give files written by `make loadtest` (results/<time>-<stage>.json), or folders of them.',
  );
}
