import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lib/lab-error.ts';
import { readJson } from '../lib/read-json.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import { type Result, resultSchema } from './result.ts';

/**
 * Creates the folder, so that a load test does not run when its result could not be written.
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

/** The result in a file, or why the file holds none. */
export function readResult(file: string): { result: Result } | { problem: string } {
  const read = readJson(file, resultSchema);
  return 'value' in read ? { result: read.value } : read;
}

/** Every result in the folder, oldest first, and the JSON files that are not results. */
export function readResults(folder: string): { results: Result[]; unreadable: string[] } {
  const results: Result[] = [];
  const unreadable: string[] = [];
  for (const name of listJson(folder)) {
    const read = readResult(join(folder, name));
    if ('result' in read) results.push(read.result);
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
