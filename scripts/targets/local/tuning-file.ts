import { readJson } from '../../lib/files.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import { type Tuning, tuningSchema } from '../../results/result.ts';

/** The measured or manually set tuning of this machine; undefined without a valid file. */
export function readTuning(file: string): Tuning | undefined {
  const read = readJson(file, tuningSchema);
  return 'value' in read ? read.value : undefined;
}

export function writeTuning(file: string, tuning: Tuning): void {
  writeFileAtomic(file, JSON.stringify(tuning, null, 2));
}
