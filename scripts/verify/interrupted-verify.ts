import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { limitStatements } from '../../db-migrations/src/limit-statements.ts';
import { deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { VerifyRunning } from '../../db-migrations/src/verify-session.ts';
import { makeFolder } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { acquireLock } from '../lib/lock.ts';
import { visibleLine } from '../lib/visible-text.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import type { TargetContext } from '../targets/target.ts';

/** Lets the running verify change its note. */
export interface VerifyNote {
  /** Adds the highest id that a post had before verify, for deleteVerifyRows(). */
  remember(lastId: number): void;
  /** Nothing is left to delete, even if verify fails after that. */
  done(): void;
}

/** Exists while a verify of this target runs, and after one that could not clean up. */
const noteOf = (labFolder: string, target: string) => join(labFolder, `verify-${target}.json`);

/**
 * Runs `work`, which writes rows for verify and deletes them. Until it is done with that, even if
 * this process is killed, a note tells the next verb to delete what was left behind.
 */
export async function withVerifyNote<Outcome>(
  labFolder: string,
  target: string,
  work: (note: VerifyNote) => Promise<Outcome>,
): Promise<Outcome> {
  const file = noteOf(labFolder, target);
  const startedAt = new Date().toISOString();
  const write = (more: object) => writeFileAtomic(file, `${JSON.stringify({ startedAt, ...more })}\n`);
  makeFolder(labFolder);
  write({});
  return work({ remember: (lastId) => write({ lastId }), done: () => rmSync(file, { force: true }) });
}

/** Undefined if verify was killed before it wrote anything, and for notes of older versions. */
function lastIdOf(note: string): number | undefined {
  try {
    const { lastId } = JSON.parse(readFileSync(note, 'utf8'));
    return Number.isSafeInteger(lastId) ? lastId : undefined;
  } catch {
    // Only rows that refer to posts deleted by the verify itself would be missed.
    return undefined;
  }
}

/**
 * Deletes what an interrupted verify left behind. Called with the lab's lock, so no verify of this
 * checkout can be running. If the database is not running, a later verb does it.
 */
export async function finishInterruptedVerify(
  { target, report }: Pick<TargetContext, 'target' | 'report'>,
  labFolder: string,
): Promise<void> {
  const note = noteOf(labFolder, target.name);
  if (!existsSync(note)) return;
  try {
    await target.withDatabase(async (client) => {
      await limitStatements(client);
      await deleteVerifyRows(client, lastIdOf(note));
    });
    rmSync(note, { force: true });
    report.print('The last `make verify` was interrupted. What it left behind has been deleted.');
  } catch (error) {
    // Another checkout's verify deletes this one's rows, too.
    if (error instanceof VerifyRunning) return;
    if (error instanceof LabError && (error.code === 'not_running' || error.code === 'crashed')) return;
    // `reset` and `down` have to work whatever somebody has done to the tables.
    const why = visibleLine((error as Error).message);
    report.print(
      `What an interrupted \`make verify\` left behind could not be deleted (${why}). The next verb will try again.`,
    );
  }
}

/**
 * The same for a verb that does not hold the lab's lock. Does nothing while another verb holds it,
 * which may be the verify itself.
 */
export async function finishUnlessBusy(
  context: Pick<TargetContext, 'target' | 'report'>,
  labFolder: string,
  verb: string,
): Promise<void> {
  if (!existsSync(noteOf(labFolder, context.target.name))) return;
  let unlock: () => void;
  try {
    unlock = acquireLock(labFolder, verb);
  } catch {
    // Also if the folder cannot be written: the verb only reads.
    return;
  }
  await finishInterruptedVerify(context, labFolder).finally(unlock);
}
