import { existsSync, linkSync, rmSync } from 'node:fs';
import { asidePath, parseJson } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { readText } from '../../lib/read-text.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import { type Tuning, tuningSchema } from '../../results/result.ts';

/** A tuning, or why the file does not contain one; neither without a file. */
type StoredTuning = { value?: Tuning; problem?: undefined } | { problem: string; value?: undefined };

/** @throws {LabError} or the system's error, if the file may be intact but cannot be read */
export function readStoredTuning(file: string): StoredTuning {
  return existsSync(file) ? parseJson(tuningSchema, readText(file)) : {};
}

/**
 * The measured or manually set tuning of this machine; undefined without a file.
 * @throws {LabError} `tuning_unreadable` for a damaged file
 */
export function readTuning(file: string): Tuning | undefined {
  const { value, problem } = readStoredTuning(file);
  if (problem === undefined) return value;
  throw new LabError(
    'tuning_unreadable',
    `${file} is damaged: ${problem}`,
    'Restore it from the database, which stays as it is: make up TARGET=local',
  );
}

export function writeTuning(file: string, tuning: Tuning): void {
  writeFileAtomic(file, JSON.stringify(tuning, null, 2));
}

/**
 * Replaces a damaged file, or removes it without a tuning. Returns the path under which it is kept.
 * If writing fails, as on a full disk, it stays: without one, the machine would be measured again.
 */
export function replaceDamagedTuning(file: string, tuning: Tuning | undefined): string {
  const aside = asidePath(file, 'damaged');
  linkSync(file, aside);
  if (tuning) writeTuning(file, tuning);
  else rmSync(file);
  return aside;
}
