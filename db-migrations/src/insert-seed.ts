import type pg from 'pg';
import { checkForeignKeys, withoutForeignKeys } from './foreign-keys.ts';
import { postParameters, type SeedSize, seededPosts, seededUsers, userParameters } from './seed-rows.ts';

/** Rows per statement. The server generates them, so the client's memory stays constant. */
export const batchRows = 100_000;

const usersInsert = `INSERT INTO users (id, username, created_at) ${seededUsers}`;
const postsInsert = `
INSERT INTO posts (id, user_id, content, created_at) ${seededPosts('generate_series($5::integer, $6::integer) AS number')}`;

/**
 * Sets the next ids. RESTART gives the sequence a new file, so that setval() is undone with the
 * transaction; without setval(), the last id could not be read.
 */
async function restartIds(client: pg.ClientBase, table: 'users' | 'posts', last: number): Promise<void> {
  const { rows } = await client.query<{ sequence: string | null }>(
    `SELECT pg_get_serial_sequence('${table}', 'id') AS sequence`,
  );
  const [{ sequence } = { sequence: null }] = rows;
  if (!sequence) return;
  await client.query(`ALTER SEQUENCE ${sequence} RESTART`);
  if (last > 0) await client.query('SELECT setval($1, $2)', [sequence, last]);
}

/** Inserts the users of the seed, and lets the ids of people's rows follow those of the seed. */
export async function insertUsers(client: pg.ClientBase, size: SeedSize): Promise<void> {
  await client.query(usersInsert, userParameters(size));
  await restartIds(client, 'users', size.users);
  await restartIds(client, 'posts', size.posts);
}

/** Inserts a batch of posts after post `done`. Resolves to the id of its last post. */
export async function insertBatch(client: pg.ClientBase, size: SeedSize, done: number): Promise<number> {
  const last = Math.min(done + batchRows, size.posts);
  await client.query(postsInsert, [...postParameters(size), done + 1, last]);
  return last;
}

export interface InsertOptions {
  /** Receives the number of posts so far. */
  onProgress?: ((posts: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Inserts the rows of the seed into empty tables of the search path. The next ids follow them.
 * Call it in a transaction in which the tables are locked, if others can see them.
 */
export async function insertSeed(
  client: pg.ClientBase,
  size: SeedSize,
  { onProgress, signal }: InsertOptions = {},
): Promise<void> {
  await insertUsers(client, size);
  await withoutForeignKeys(client, async () => {
    for (let done = 0; done < size.posts; ) {
      signal?.throwIfAborted();
      done = await insertBatch(client, size, done);
      onProgress?.(done);
    }
  });
  await checkForeignKeys(client);
}
