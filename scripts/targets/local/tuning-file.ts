import { readFileSync, writeFileSync } from 'node:fs';
import type { Tuning } from '../../results/result.ts';
import { tuningSchema } from '../../results/result.ts';

/** What was chosen for this machine, by the first `make up` or the last `make lab`, or from POSTS and SCRAM_ITERATIONS. A damaged file counts as none. */
export function readTuning(file: string): Tuning | undefined {
  try {
    return tuningSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeTuning(file: string, tuning: Tuning): void {
  writeFileSync(file, JSON.stringify(tuning, null, 2));
}
