import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { makeFolder } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { visibleLine } from '../lib/visible-text.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import type { TargetContext } from '../targets/target.ts';

/** Exists while a verify of this target runs, and after one that could not clean up. */
const noteOf = (labFolder: string, target: string) => join(labFolder, `verify-${target}.json`);

/**
 * Runs `work`, which writes rows for verify and deletes them. If this process is killed, or `work`
 * fails, a note remains, which tells the next verb to delete what was left behind.
 */
export async function withVerifyNote<Outcome>(
  labFolder: string,
  target: string,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const note = noteOf(labFolder, target);
  makeFolder(labFolder);
  writeFileAtomic(note, `${JSON.stringify({ startedAt: new Date().toISOString() })}\n`);
  const outcome = await work();
  rmSync(note, { force: true });
  return outcome;
}

/**
 * Deletes what an interrupted verify left behind. Called by the verbs that hold the lock, so no
 * verify can be running. If the database is not running, a later verb does it.
 */
export async function finishInterruptedVerify(
  { target, report }: Pick<TargetContext, 'target' | 'report'>,
  labFolder: string,
): Promise<void> {
  const note = noteOf(labFolder, target.name);
  if (!existsSync(note)) return;
  try {
    await target.withDatabase(deleteVerifyRows);
    rmSync(note, { force: true });
    report.print('The last `make verify` was interrupted. What it left behind has been deleted.');
  } catch (error) {
    if (error instanceof LabError && (error.code === 'not_running' || error.code === 'crashed')) return;
    // `reset` and `down` have to work whatever somebody has done to the tables.
    const why = visibleLine((error as Error).message);
    report.print(
      `What an interrupted \`make verify\` left behind could not be deleted; the next verb will try again: ${why}`,
    );
  }
}
