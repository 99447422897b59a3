import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { insertSeed } from './insert-seed.ts';
import type { SeedSize } from './seed-rows.ts';

// The tables are built in a schema of their own, where no name is taken, and then moved.

export const buildSchema = 'feed_lab_restored';

const firstMigration = new URL('../0001_schema.up.sql', import.meta.url);

/** What became of the rows that people wrote. */
export interface KeptRows {
  /** The number of their posts that were copied. */
  posts: number;
  /** Those that were not, by reason; `count` is null if they could not even be read. */
  lost: { reason: string; count: number | null }[];
}

/** Views can be locked, too; materialized views cannot, and nobody writes to them. */
const existingTables = `
SELECT format('public.%I', relname) AS name FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname IN ('posts', 'users') AND relkind IN ('r', 'p', 'v')
ORDER BY relname`;

const copyUsers = `
INSERT INTO users (id, username, created_at)
SELECT id::integer, username::text, created_at::timestamptz FROM public.users
WHERE id > $1 AND username IS NOT NULL AND created_at IS NOT NULL
ON CONFLICT DO NOTHING`;

const copyPosts = `
WITH written AS (
  SELECT id::integer, user_id::integer, content::text, created_at::timestamptz,
    row_number() OVER (PARTITION BY id) AS occurrence
  FROM public.posts WHERE id > $1 OR id IS NULL
), judged AS (
  SELECT *, CASE
    WHEN id IS NULL OR created_at IS NULL THEN 'without an id or a time'
    WHEN occurrence > 1 THEN 'with an id that another post has'
    WHEN content IS NULL OR char_length(content) NOT BETWEEN 1 AND 280 THEN 'without 1 to 280 characters'
    WHEN NOT EXISTS (SELECT FROM users WHERE users.id = written.user_id) THEN 'by users who do not exist'
  END AS reason
  FROM written
), kept AS (
  INSERT INTO posts (id, user_id, content, created_at)
  SELECT id, user_id, content, created_at FROM judged WHERE reason IS NULL
)
SELECT reason, count(*)::integer AS count FROM judged GROUP BY reason ORDER BY reason`;

const continueIds = `
SELECT setval(pg_get_serial_sequence(name, 'id'), greatest(last, 1), last > 0)
FROM (SELECT 'users' AS name, (SELECT coalesce(max(id), 0) FROM users) AS last
      UNION ALL SELECT 'posts', (SELECT coalesce(max(id), 0) FROM posts)) AS tables`;

/** Builds users and posts as migration 1 does, in a schema beside public, and fills them. */
async function build(client: pg.ClientBase, fill: () => Promise<KeptRows>): Promise<KeptRows> {
  const { rows: tables } = await client.query<{ name: string }>(existingTables);
  for (const { name } of tables) await client.query(`LOCK TABLE ${name}`);
  await client.query(`DROP SCHEMA IF EXISTS ${buildSchema} CASCADE; CREATE SCHEMA ${buildSchema}`);
  await client.query(`SET LOCAL search_path = ${buildSchema}`);
  await client.query(await readFile(firstMigration, 'utf8'));
  const kept = await fill();
  await client.query('SET LOCAL search_path = public');
  return kept;
}

/**
 * Builds the tables with the rows of the seed and those that people wrote. Runs in the client's
 * transaction, and locks the old tables.
 */
export const buildTables = (
  client: pg.ClientBase,
  size: SeedSize,
  signal: AbortSignal | undefined,
): Promise<KeptRows> =>
  build(client, async () => {
    await insertSeed(client, size, { signal });
    return copyRows(client, size);
  });

/** The same without any rows, for a seed that comes next. */
export const buildEmptyTables = (client: pg.ClientBase): Promise<KeptRows> =>
  build(client, async () => ({ posts: 0, lost: [] }));

/** Copies what people wrote, and lets the ids of what they write next follow. */
async function copyRows(client: pg.ClientBase, size: SeedSize): Promise<KeptRows> {
  const lost: KeptRows['lost'] = [];
  await tryCopy(client, 'users', lost, () => client.query(copyUsers, [size.users]));
  let posts = 0;
  await tryCopy(client, 'posts', lost, async () => {
    const { rows } = await client.query<{ reason: string | null; count: number }>(copyPosts, [size.posts]);
    for (const { reason, count } of rows) {
      if (reason === null) posts = count;
      else lost.push({ reason: `posts ${reason}`, count });
    }
  });
  await client.query(continueIds);
  return { posts, lost };
}

/** A table that is missing, or has other columns, has no rows to keep. */
async function tryCopy(
  client: pg.ClientBase,
  table: string,
  lost: KeptRows['lost'],
  copy: () => Promise<unknown>,
): Promise<void> {
  await client.query('SAVEPOINT before_copy');
  try {
    await copy();
  } catch (error) {
    // A cancelled statement is not the table's fault (SQLSTATE query_canceled).
    if (!(error instanceof pg.DatabaseError) || error.code === '57014') throw error;
    await client.query('ROLLBACK TO before_copy');
    lost.push({ reason: `${table} that could not be read: ${error.message}`, count: null });
  }
}

/** Replaces the tables of public with those of buildTables(). */
export async function replaceTables(client: pg.ClientBase): Promise<void> {
  await client.query('DROP TABLE IF EXISTS public.posts, public.users CASCADE');
  for (const table of ['users', 'posts']) await client.query(`ALTER TABLE ${buildSchema}.${table} SET SCHEMA public`);
  await client.query(`DROP SCHEMA ${buildSchema}`);
}
