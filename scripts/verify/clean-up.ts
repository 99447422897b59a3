import type pg from 'pg';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { countRows } from '../../db-migrations/src/verify-traces.ts';
import { formatCount } from '../lib/format.ts';
import { visibleLine } from '../lib/visible-text.ts';
import { explainVerifyRunning } from '../targets/explain-verify-running.ts';
import type { VerifyNote } from './interrupted-verify.ts';

export interface CleanedUp<Outcome> {
  outcome: Outcome;
  /** What verify could not delete, a sentence for each table; empty if it left nothing. */
  left: string[];
}

/** The tables that have more or fewer rows than before. */
function describeLeft(before: Map<string, number>, after: Map<string, number>): string[] {
  return [...after].flatMap(([table, count]) => {
    const more = count - (before.get(table) ?? count);
    if (more === 0) return [];
    const rows = `${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} ${Math.abs(more) === 1 ? 'row' : 'rows'}`;
    return [`${table} has ${rows} than before verify.`];
  });
}

/** Deletes what verify wrote. What `work` has found is not lost if that is impossible. */
async function cleanUp(
  client: pg.ClientBase,
  lastId: number,
  before: Map<string, number>,
  note: VerifyNote,
): Promise<string[]> {
  try {
    await deleteVerifyRows(client, lastId);
    note.done();
    return describeLeft(before, await countRows(client));
  } catch (error) {
    const why = visibleLine((error as Error).message);
    return [`What verify wrote could not be deleted (${why}). The next verb will try again.`];
  }
}

/**
 * Runs `work` between beginVerify() and the deletion of all that was written. If `work` fails, its
 * error is the one to report.
 * @throws {LabError} `busy` if another verify is running in the same database
 */
export async function withCleanUp<Outcome>(
  client: pg.Client,
  note: VerifyNote,
  work: () => Promise<Outcome>,
): Promise<CleanedUp<Outcome>> {
  const lastId = await explainVerifyRunning(beginVerify(client));
  note.remember(lastId);
  const before = await countRows(client);
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    await cleanUp(client, lastId, before, note);
    throw error;
  }
  return { outcome, left: await cleanUp(client, lastId, before, note) };
}
