import pg from 'pg';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { currentMigration, migrate } from '../../../db-migrations/src/migrate.ts';
import { repairedMigration } from '../../../db-migrations/src/repair-0002.ts';
import { restoreSchema } from '../../../db-migrations/src/restore-schema.ts';
import { defaultSeed, seed, seededRows } from '../../../db-migrations/src/seed.ts';
import { isSameSize } from '../../../db-migrations/src/seed-rows.ts';
import { readUnfinishedSeed } from '../../../db-migrations/src/unfinished-seed.ts';
import { deleteVerifyRows } from '../../../db-migrations/src/verify-rows.ts';
import { type WaitOptions, watchBlockers } from '../../../db-migrations/src/watch-blockers.ts';
import { widenCreatedAt } from '../../../db-migrations/src/widen-created-at.ts';
import { formatCount } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';
import { explainVerifyRunning } from '../explain-verify-running.ts';
import { requireRoomForSeed } from './require-room-for-seed.ts';

export interface LabTables {
  ownerUrl: string;
  /** PostgreSQL's, whose disk the rows need. */
  dataFolder: string;
  /** Receives the number of posts before the rows are replaced, which may be interrupted. */
  onFill?: (posts: number) => void;
}

/** Outside of a step, whose progress would show it, who is in the way is printed once. */
function printOnce(report: Report): (text: string) => void {
  let isPrinted = false;
  return (text) => {
    if (!isPrinted && text) report.print(`  ${text}`);
    isPrinted ||= text !== '';
  };
}

/** What the tables hold, and the seed of more posts that was interrupted, if one was. */
async function readTables(ownerUrl: string, options: WaitOptions) {
  return withClient(ownerUrl, (client) =>
    watchBlockers(
      client,
      async () => ({ ...(await seededRows(client)), unfinished: await readUnfinishedSeed(client) }),
      options,
    ),
  );
}

/**
 * Fills the tables, unless they already have the number of posts that `choose` returns for the
 * current number, which is the wanted one while a seed is unfinished. Resolves to the number of
 * posts.
 * @throws {LabError} `disk_full` if there is no room for them; nothing has been changed then
 */
export async function fillTables(
  { ownerUrl, dataFolder, onFill }: LabTables,
  choose: (current: number) => number,
  report: Report,
  signal: AbortSignal,
): Promise<number> {
  const { unfinished, ...found } = await readTables(ownerUrl, { signal, onWaiting: printOnce(report) });
  const size = { ...defaultSeed, posts: choose(unfinished?.posts ?? found.posts) };
  if (!unfinished && isSameSize(found, size)) return size.posts;
  const continues = unfinished?.posts === size.posts;
  await requireRoomForSeed(ownerUrl, dataFolder, size);
  onFill?.(size.posts);
  if (!continues) {
    if (found.written > 0)
      report.print(`The ${formatCount(found.written)} posts that people have written are deleted with the old rows.`);
    await restoreTables(ownerUrl, size, report, signal, { seedFollows: true });
  }
  const title = continues ? 'Continue to fill the tables' : 'Fill the tables';
  await report.step(`${title}: ${formatCount(size.users)} users, ${formatCount(size.posts)} posts`, (progress) =>
    seed(ownerUrl, size, { signal, onText: progress, onWaiting: progress }),
  );
  return size.posts;
}

/** Restores tables that somebody has changed, and the lab's index on them, if it was there. */
async function restoreTables(
  ownerUrl: string,
  size: typeof defaultSeed,
  report: Report,
  signal: AbortSignal,
  { seedFollows = false } = {},
): Promise<void> {
  const options = { signal, onWaiting: printOnce(report), seedFollows };
  const restored = await withClient(ownerUrl, (client) => restoreSchema(client, size, options));
  if (!restored) return;
  report.print('  Somebody had changed the schema. It has been restored.');
  // A seed builds the index after its rows.
  if (restored.rows && !seedFollows && (await withClient(ownerUrl, currentMigration)) >= repairedMigration)
    await migrate(ownerUrl, repairedMigration, options);
}

/** SQLSTATEs of a table that is missing, read-only, of another kind, or has other columns. */
const otherTable = /^(42|0A|25006|55000)/;

/** Resolves to whether `work` was possible with the tables as they are. */
function isPossible(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error) => {
      if (error instanceof pg.DatabaseError && otherTable.test(error.code ?? '')) return false;
      throw error;
    },
  );
}

/** What fillTables() needs of the tables, without counting rows. In the order of seededRows(). */
const neededColumns = `
SELECT (SELECT id FROM posts WHERE created_at <= now() LIMIT 1), (SELECT id FROM users LIMIT 1)`;

/** Creates the tables if needed, or brings those of an older lab up to date; then fills them. */
export async function prepareTables(
  ...[tables, choose, report, signal]: Parameters<typeof fillTables>
): Promise<number> {
  const { ownerUrl } = tables;
  if ((await withClient(ownerUrl, currentMigration)) === 0)
    await report.step('Create the tables', () => migrate(ownerUrl, 1, { signal }));
  else {
    const options = { signal, onWaiting: printOnce(report) };
    const watched = <Result>(work: (client: pg.Client) => Promise<Result>) =>
      withClient(ownerUrl, (client) => watchBlockers(client, () => work(client), options));
    await watched((client) => widenCreatedAt(client, options));
    // Otherwise, posts that a killed verify has imported would count as seeded.
    await isPossible(explainVerifyRunning(watched((client) => deleteVerifyRows(client))));
    // `up` would fail without tables that can be read, and `reset` needs a lab that is up.
    if (!(await isPossible(watched((client) => client.query(neededColumns)))))
      await restoreTables(ownerUrl, { ...defaultSeed, posts: choose(0) }, report, signal);
  }
  return fillTables(tables, choose, report, signal);
}
