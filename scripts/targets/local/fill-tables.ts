import { withClient } from '../../../db-migrations/src/database-access.ts';
import { currentMigration, migrate } from '../../../db-migrations/src/migrate.ts';
import { defaultSeed, seed, seededRows } from '../../../db-migrations/src/seed.ts';
import { formatCount } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';

/** Fills the tables with this many posts, and says so when that is work. Does nothing when they are there. */
export async function fillTables(ownerUrl: string, posts: number, report: Report, signal: AbortSignal): Promise<void> {
  const found = await withClient(ownerUrl, seededRows);
  const size = { ...defaultSeed, posts };
  if (found.users === size.users && found.posts === posts) return;
  if (found.written > 0)
    report.say(`The ${formatCount(found.written)} posts that were written here go with the old rows.`);
  await report.step(`Fill the tables: ${formatCount(size.users)} users, ${formatCount(posts)} posts`, (progress) =>
    seed(ownerUrl, size, { signal, onProgress: (done) => progress(`${formatCount(done)} posts`) }),
  );
}

/** Creates tables and rows where there are none yet. `wanted` is the number of posts to have; undefined to keep what is there. Resolves to how many there are. */
export async function prepareTables(
  ownerUrl: string,
  { wanted, usual }: { wanted: number | undefined; usual: number },
  report: Report,
  signal: AbortSignal,
): Promise<number> {
  if ((await withClient(ownerUrl, currentMigration)) === 0)
    await report.step('Create the tables', () => migrate(ownerUrl, 1, { signal }));
  const found = await withClient(ownerUrl, seededRows);
  const posts = wanted ?? (found.posts || usual);
  await fillTables(ownerUrl, posts, report, signal);
  return posts;
}
