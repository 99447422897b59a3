import { withClient } from '../../../db-migrations/src/database-access.ts';
import { currentMigration, migrate } from '../../../db-migrations/src/migrate.ts';
import { defaultSeed, seed, seededRows } from '../../../db-migrations/src/seed.ts';
import { deleteVerifyRows } from '../../../db-migrations/src/verify-rows.ts';
import { watchBlockers } from '../../../db-migrations/src/watch-blockers.ts';
import { widenCreatedAt } from '../../../db-migrations/src/widen-created-at.ts';
import { formatCount } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';

/** Outside of a step, whose progress would show it, who is in the way is printed once. */
function printOnce(report: Report): (text: string) => void {
  let isPrinted = false;
  return (text) => {
    if (!isPrinted && text) report.print(`  ${text}`);
    isPrinted ||= text !== '';
  };
}

/**
 * Fills the tables, unless they already have the number of posts that `choose` returns for the
 * current number. Resolves to the number of posts.
 */
export async function fillTables(
  ownerUrl: string,
  choose: (current: number) => number,
  report: Report,
  signal: AbortSignal,
): Promise<number> {
  const options = { signal, onWaiting: printOnce(report) };
  const found = await withClient(ownerUrl, (client) => watchBlockers(client, () => seededRows(client), options));
  const size = { ...defaultSeed, posts: choose(found.posts) };
  if (found.users === size.users && found.posts === size.posts) return size.posts;
  if (found.written > 0)
    report.print(`The ${formatCount(found.written)} posts that people have written are deleted with the old rows.`);
  await report.step(`Fill the tables: ${formatCount(size.users)} users, ${formatCount(size.posts)} posts`, (progress) =>
    seed(ownerUrl, size, {
      signal,
      onProgress: (done) => progress(`${formatCount(done)} posts`),
      onWaiting: progress,
    }),
  );
  return size.posts;
}

/** Creates the tables if needed, or brings those of an older lab up to date; then fills them. */
export async function prepareTables(
  ...[ownerUrl, choose, report, signal]: Parameters<typeof fillTables>
): Promise<number> {
  if ((await withClient(ownerUrl, currentMigration)) === 0)
    await report.step('Create the tables', () => migrate(ownerUrl, 1, { signal }));
  else {
    const options = { signal, onWaiting: printOnce(report) };
    await withClient(ownerUrl, (client) => watchBlockers(client, () => widenCreatedAt(client, options), options));
    // Otherwise, posts that a killed verify has imported would count as seeded.
    await withClient(ownerUrl, (client) => watchBlockers(client, () => deleteVerifyRows(client), options));
  }
  return fillTables(ownerUrl, choose, report, signal);
}
