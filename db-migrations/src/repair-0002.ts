import { readFile } from 'node:fs/promises';
import type pg from 'pg';

// Migration 2 builds an index, and people build and drop indexes by hand. The migrations table does
// not record that, so migrate() calls these hooks around migration 2. They touch no other
// migration's work.

export const repairedMigration = 2;

const upFile = new URL('../0002_index_posts_created_at.up.sql', import.meta.url);

const invalidIndexes = `
SELECT indexrelid::regclass::text AS name
FROM pg_index
JOIN pg_class ON pg_class.oid = indrelid
WHERE NOT indisvalid AND relnamespace = 'public'::regnamespace`;

const handmadeIndexes = `
SELECT indexrelid::regclass::text AS name
FROM pg_index
WHERE indrelid = to_regclass('public.posts') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`;

async function dropIndexes(client: pg.ClientBase, namesQuery: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(namesQuery);
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/**
 * Before the migration is applied. An interrupted CREATE INDEX CONCURRENTLY leaves an invalid
 * index, which every INSERT maintains and no query uses, and which IF NOT EXISTS would accept.
 */
export const prepareUp = (client: pg.ClientBase) => dropIndexes(client, invalidIndexes);

/** While the migration stays applied: rebuilds an index that was dropped by hand or is invalid. */
export async function repairApplied(client: pg.ClientBase): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_index WHERE indexrelid = to_regclass('public.idx_posts_created_at') AND indisvalid`,
  );
  if (rowCount === 1) return;
  await dropIndexes(client, invalidIndexes);
  await client.query(await readFile(upFile, 'utf8'));
}

/**
 * While the migration is not applied: posts has only the indexes of its constraints, because the
 * stage is read from the indexes that exist.
 */
export const repairUnapplied = (client: pg.ClientBase) => dropIndexes(client, handmadeIndexes);
