import type pg from 'pg';
import { connect } from './database-access.ts';
import { checkForeignKeys, withoutForeignKeys } from './foreign-keys.ts';
import { batchRows, type InsertOptions, insertBatch, insertSeed, insertUsers } from './insert-seed.ts';
import { findInvalidIndexes, leaveNoInvalidIndex } from './invalid-indexes.ts';
import { currentMigration, migrate } from './migrate.ts';
import { programs } from './names.ts';
import { dropLabIndex, repairApplied, repairedMigration } from './repair-0002.ts';
import { describePace, seedSteps } from './seed-pace.ts';
import { isSameSize, type SeedSize, seedEnd } from './seed-rows.ts';
import { markFinished, markUnfinished, readUnfinishedSeed, readWantedSeed } from './unfinished-seed.ts';
import { type WaitOptions, watchBlockers } from './watch-blockers.ts';

export interface SeedOptions extends WaitOptions, InsertOptions {
  /** Receives what is being done: after each batch, that of describePace(); then the seedSteps. */
  onText?: ((text: string) => void) | undefined;
}

export const defaultSeed: SeedSize = { users: 600, posts: 10_000 };

/** In the order in which seeds lock the tables: the other one would be a deadlock with them. */
const countSeeded = `
SELECT
  (SELECT count(*) FROM posts WHERE created_at <= $1)::integer AS posts,
  (SELECT count(*) FROM posts WHERE created_at > $1)::integer AS written,
  (SELECT count(*) FROM users)::integer AS users`;

/** Counts the seeded users and posts, and the posts that people have `written` since. */
export async function seededRows(client: pg.ClientBase): Promise<SeedSize & { written: number }> {
  const { rows } = await client.query<SeedSize & { written: number }>(countSeeded, [seedEnd]);
  return rows[0] ?? { users: 0, posts: 0, written: 0 };
}

/**
 * Fills the tables. Does nothing if they already hold this seed; replaces any other content. Up to
 * 100,000 posts are one transaction. More are committed in batches: if it ends in between, however
 * it ends, the next call for the same size continues, and until then readUnfinishedSeed() tells.
 * Ends with VACUUM and ANALYZE, because the planner needs statistics. `signal` cancels the running
 * statement. Resolves to true if rows changed.
 * @throws {BlockedTooLong} when another session was in the way until the limit
 */
export async function seed(ownerUrl: string, size: SeedSize, options: SeedOptions = {}): Promise<boolean> {
  const { onText = () => {} } = options;
  const client = await connect(ownerUrl, {
    application_name: programs.seed,
    // The rows depend on it, and people can set another one for the database.
    options: '-c TimeZone=UTC',
  });
  const watched = <Result>(work: () => Promise<Result>) => watchBlockers(client, work, options);
  try {
    if (!(await watched(() => fill(client, size, options)))) return false;
    onText(seedSteps.keys);
    await watched(() => checkForeignKeys(client));
    const migration = await currentMigration(client);
    const isByHand = migration < repairedMigration && (await readWantedSeed(client))?.index;
    if (migration >= repairedMigration || isByHand) onText(seedSteps.index);
    if (migration >= repairedMigration) await migrate(ownerUrl, migration, options);
    if (isByHand) await leaveNoInvalidIndex(client, () => watched(() => repairApplied(client, options)));
    onText(seedSteps.statistics);
    await watched(async () => {
      await client.query('VACUUM (ANALYZE) users, posts');
      await finish(client, size);
    });
    return true;
  } finally {
    await client.end();
  }
}

/** Resolves to false if the tables hold this seed, with everything that comes after the rows. */
async function fill(client: pg.Client, size: SeedSize, options: SeedOptions): Promise<boolean> {
  const unfinished = await readUnfinishedSeed(client);
  const found = await seededRows(client);
  if (!unfinished && isSameSize(found, size)) return false;
  const continues = unfinished && isSameSize(unfinished, size) && found.users === size.users;
  if (!continues) await replaceRows(client, size, options);
  await insertBatches(client, size, options);
  return true;
}

/**
 * The number of posts that this seed has committed. An upgrade in a cluster may start a seed of
 * another size before this one has ended.
 */
async function readDone(client: pg.ClientBase, size: SeedSize): Promise<number> {
  const unfinished = await readUnfinishedSeed(client);
  if (unfinished && isSameSize(unfinished, size)) return unfinished.done;
  throw new Error('Another seed has replaced the rows of this one, which ends here.');
}

/** Runs `work` in a transaction that has locked both tables. */
async function locked(client: pg.ClientBase, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN');
  // In this order, as by INSERT INTO posts; the other order is a deadlock.
  await client.query('LOCK TABLE posts, users');
  await work();
  await client.query('COMMIT');
}

/** Replaces all rows by the users of the seed, and by its posts if they are few. */
async function replaceRows(client: pg.ClientBase, size: SeedSize, options: SeedOptions): Promise<void> {
  await locked(client, async () => {
    const isApplied = (await currentMigration(client)) >= repairedMigration;
    // TRUNCATE would make the index valid where migration 2 is not applied.
    if (!isApplied) for (const name of await findInvalidIndexes(client)) await client.query(`DROP INDEX ${name}`);
    // Building it after the rows takes a third of the time. migrate() builds it if it is missing.
    const hadIndex = size.posts > batchRows && (await dropLabIndex(client));
    const wanted = await readWantedSeed(client);
    await client.query('TRUNCATE posts, users');
    await markUnfinished(client, { ...size, index: !isApplied && (hadIndex || wanted?.index === true) });
    if (size.posts > batchRows) await insertUsers(client, size);
    else await insertSeed(client, size, options);
  });
}

/** Everything that belongs to the seed is there. */
async function finish(client: pg.ClientBase, size: SeedSize): Promise<void> {
  await client.query('BEGIN');
  // Another seed would wait for this lock, and readers and writers do not.
  await client.query('LOCK TABLE posts IN SHARE UPDATE EXCLUSIVE MODE');
  await readDone(client, size);
  await markFinished(client);
  await client.query('COMMIT');
}

/** Inserts the posts that are missing, a transaction for each batch. */
async function insertBatches(client: pg.ClientBase, size: SeedSize, options: SeedOptions): Promise<void> {
  const { onProgress, onText, signal } = options;
  let done = await readDone(client, size);
  const describe = describePace(size.posts, done);
  while (done < size.posts) {
    signal?.throwIfAborted();
    await locked(client, () =>
      withoutForeignKeys(client, async () => {
        done = await insertBatch(client, size, await readDone(client, size));
      }),
    );
    onProgress?.(done);
    onText?.(describe(done));
  }
}
