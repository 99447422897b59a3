import type pg from 'pg';
import { connect } from './database-access.ts';
import { findInvalidIndexes } from './invalid-indexes.ts';
import { currentMigration } from './migrate.ts';
import { programs } from './names.ts';
import { repairedMigration } from './repair-0002.ts';
import { postParameters, type SeedSize, seedEnd, seededPosts, seededUsers, userParameters } from './seed-rows.ts';
import { type WaitOptions, watchBlockers } from './watch-blockers.ts';

export interface SeedOptions extends WaitOptions {
  /** Receives the number of posts so far. */
  onProgress?: ((posts: number) => void) | undefined;
}

export const defaultSeed: SeedSize = { users: 600, posts: 10_000 };

/** Rows per statement. The server generates them, so the client's memory stays constant. */
const batchRows = 100_000;

const insertUsers = `INSERT INTO users (id, username, created_at) ${seededUsers}`;
const insertPosts = `
INSERT INTO posts (id, user_id, content, created_at) ${seededPosts('generate_series($5::integer, $6::integer) AS number')}`;

const countSeeded = `
SELECT
  (SELECT count(*) FROM users)::integer AS users,
  (SELECT count(*) FROM posts WHERE created_at <= $1)::integer AS posts,
  (SELECT count(*) FROM posts WHERE created_at > $1)::integer AS written`;

/** Counts the seeded users and posts, and the posts that people have `written` since. */
export async function seededRows(client: pg.ClientBase): Promise<SeedSize & { written: number }> {
  const { rows } = await client.query<SeedSize & { written: number }>(countSeeded, [seedEnd]);
  return rows[0] ?? { users: 0, posts: 0, written: 0 };
}

/**
 * Fills the tables. Does nothing if they already hold this seed; replaces any other content in one
 * transaction. Ends with VACUUM and ANALYZE, because the planner needs statistics. `signal` cancels
 * the running statement. Resolves to true if rows changed.
 * @throws {BlockedTooLong} when another session was in the way until the limit
 */
export async function seed(ownerUrl: string, size: SeedSize, options: SeedOptions = {}): Promise<boolean> {
  const client = await connect(ownerUrl, { application_name: programs.seed });
  try {
    return await watchBlockers(client, () => fill(client, size, options), options);
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, size: SeedSize, { onProgress, signal }: SeedOptions): Promise<boolean> {
  const found = await seededRows(client);
  if (found.users === size.users && found.posts === size.posts) return false;

  await client.query('BEGIN');
  // Locked in this order, as by INSERT INTO posts; the other order is a deadlock.
  await client.query('LOCK TABLE posts, users');
  // TRUNCATE would make the index valid where migration 2 is not applied.
  if ((await currentMigration(client)) < repairedMigration)
    for (const name of await findInvalidIndexes(client)) await client.query(`DROP INDEX ${name}`);
  await client.query('TRUNCATE posts, users');
  await insertSeed(client, size, { onProgress, signal });
  await client.query('COMMIT');
  await client.query('VACUUM (ANALYZE) users, posts');
  return true;
}

/** Inserts the rows of the seed into empty tables of the search path. The next ids follow them. */
export async function insertSeed(
  client: pg.ClientBase,
  size: SeedSize,
  { onProgress, signal }: Pick<SeedOptions, 'onProgress' | 'signal'> = {},
): Promise<void> {
  const { users, posts } = size;
  await client.query(insertUsers, userParameters(size));
  for (let first = 1; first <= posts; first += batchRows) {
    signal?.throwIfAborted();
    const last = Math.min(first + batchRows - 1, posts);
    await client.query(insertPosts, [...postParameters(size), first, last]);
    onProgress?.(last);
  }
  await client.query(`SELECT setval(pg_get_serial_sequence('users', 'id'), $1)`, [users]);
  await client.query(`SELECT setval(pg_get_serial_sequence('posts', 'id'), $1)`, [posts]);
}
