import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError } from '../lib/file-errors.ts';
import { makeFolder, readJson } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { visibleLine } from '../lib/visible-text.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import { type Result, resultSchema } from './result.ts';

/** The space that a result and the report need. */
const roomBytes = 256 * 2 ** 10;

/**
 * Creates the folder and writes to it, so that no load test runs whose result cannot be written.
 * @throws {LabError} `results_folder` when that is not possible
 */
export function prepareResultsFolder(folder: string): void {
  writingResults(folder, () => {
    makeFolder(folder);
    requireRoom(folder);
  });
}

/** Only writing shows whether there is room: permissions say nothing about a disk or a quota. */
function requireRoom(folder: string): void {
  const probe = join(folder, '.probe.json');
  writeFileAtomic(probe, ' '.repeat(roomBytes));
  rmSync(probe);
}

/** Runs `write`, which writes to the folder. @throws {LabError} `results_folder` */
export function writingResults<Written>(folder: string, write: () => Written): Written {
  try {
    return write();
  } catch (error) {
    const reason = explainFileError(error as Error, 'RESULTS_FOLDER=');
    if (!reason && !(error as NodeJS.ErrnoException).syscall) throw error;
    throw new LabError(
      'results_folder',
      `Results cannot be written to ${folder}: ${reason?.message ?? (error as Error).message}`,
      reason?.whatToDo ?? 'Choose another folder: RESULTS_FOLDER=',
      { cause: error },
    );
  }
}

/**
 * Returns the path of the file.
 * @throws {LabError} `results_folder`, or `load_failed` for one that could not be read again
 */
export function writeResult(folder: string, result: Result): string {
  const file = join(folder, `${result.id}.json`);
  const { data, error } = resultSchema.safeParse(result);
  if (error)
    throw new LabError(
      'load_failed',
      `The result cannot be kept: ${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`,
      'If the API is your own variant, make sure that it has only a few error codes. Then run the load test again.',
      { cause: error },
    );
  const text = `${JSON.stringify(data, null, 2)}\n`;
  writingResults(folder, () => writeFileAtomic(file, text));
  return file;
}

/** A file that is left out: its name, and the reason in parentheses. */
type Unreadable = string;

/**
 * Every result in the folder, oldest first, and the JSON files that are not results. A folder that
 * exists but cannot be read is `unreadable` itself.
 */
export function readResults(folder: string): { results: Result[]; unreadable: Unreadable[] } {
  const results: Result[] = [];
  const unreadable: Unreadable[] = [];
  const leaveOut = (name: string, problem: string) => unreadable.push(`${visibleLine(name)} (${problem})`);
  try {
    for (const name of readdirSync(folder)) {
      // Hidden files are nobody's results: macOS puts `._x.json` next to a copy.
      if (!name.endsWith('.json') || name.startsWith('.')) continue;
      const read = readJson(join(folder, name), resultSchema);
      if ('value' in read) results.push(read.value);
      else leaveOut(name, read.problem);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') leaveOut(folder, (error as Error).message);
  }
  return { results: results.sort((one, other) => one.startedAt.localeCompare(other.startedAt)), unreadable };
}

/**
 * The results of other machines or days, from files and folders, and what was left out of folders.
 * @throws {LabError} `no_result_in_it` when a path does not exist, is not a result, or is a folder
 * without results
 */
export function readOtherResults(paths: readonly string[]): { results: Result[]; unreadable: Unreadable[] } {
  const read = paths.map((path) => {
    if (isFolder(path)) {
      const found = readResults(path);
      if (found.results.length === 0) throw noResult(path, 'results in the folder; there are none.');
      return found;
    }
    const result = readJson(path, resultSchema);
    if ('problem' in result) throw noResult(path, `a result of this lab, schema 1 (${result.problem}).`);
    return { results: [result.value], unreadable: [] };
  });
  return { results: read.flatMap(({ results }) => results), unreadable: read.flatMap(({ unreadable }) => unreadable) };
}

function isFolder(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found) return found.isDirectory();
  } catch (error) {
    throw noResult(path, `a file or a folder (${(error as Error).message}).`);
  }
  throw noResult(path, 'a file or a folder; it does not exist.');
}

function noResult(path: string, expected: string): LabError {
  return new LabError(
    'no_result_in_it',
    `--with ${path}: expected ${expected}`,
    'Give files written by `make loadtest` (results/<time>-<stage>.json), or folders of them.',
  );
}
