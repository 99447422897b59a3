import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { findBuildBlockers, findDropBlockers } from './blockers.ts';
import { findInvalidIndexes } from './invalid-indexes.ts';
import { waitForOpenTransactions } from './wait-for-open-transactions.ts';
import type { WaitOptions } from './watch-blockers.ts';

// Migration 2 builds an index, and people also create and drop indexes manually. The migrations
// table does not record that, so migrate() calls these hooks around migration 2. They do not affect
// other migrations.

export const repairedMigration = 2;

const upFile = new URL('../0002_index_posts_created_at.up.sql', import.meta.url);

const manualIndexes = `
SELECT indexrelid::regclass::text AS name
FROM pg_index
WHERE indrelid = to_regclass('public.posts') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`;

async function dropIndexes(client: pg.ClientBase, names: Iterable<string>, options: WaitOptions): Promise<void> {
  const found = [...names];
  if (found.length > 0) await waitForOpenTransactions(() => findDropBlockers(client), options);
  for (const name of found) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/**
 * Drops the index of the migration, in a transaction that has locked the table, so that many rows
 * can be inserted without it. An index of the same name that somebody has defined otherwise stays.
 * Resolves to whether there was one.
 */
export async function dropLabIndex(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_index WHERE indexrelid = to_regclass('public.idx_posts_created_at')
       AND pg_get_indexdef(indexrelid) = 'CREATE INDEX idx_posts_created_at ON public.posts USING btree (created_at DESC)'`,
  );
  if (rowCount !== 1) return false;
  await client.query('DROP INDEX public.idx_posts_created_at');
  return true;
}

/**
 * Called before the migration is applied. An interrupted CREATE INDEX CONCURRENTLY leaves an
 * invalid index, which every INSERT maintains and no query uses, and which IF NOT EXISTS accepts.
 */
export const prepareUp = async (client: pg.ClientBase, options: WaitOptions) =>
  dropIndexes(client, await findInvalidIndexes(client), options);

/** Called if the migration is already applied. Builds a dropped or invalid index again. */
export async function repairApplied(client: pg.ClientBase, options: WaitOptions): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_index WHERE indexrelid = to_regclass('public.idx_posts_created_at') AND indisvalid`,
  );
  if (rowCount === 1) return;
  await prepareUp(client, options);
  await waitForOpenTransactions(() => findBuildBlockers(client), options);
  await client.query(await readFile(upFile, 'utf8'));
}

/**
 * Called if the migration is not applied. Drops all indexes on posts except those of constraints,
 * because the stage is derived from the existing indexes, and invalid ones on any table.
 */
export async function repairUnapplied(client: pg.ClientBase, options: WaitOptions): Promise<void> {
  const { rows } = await client.query<{ name: string }>(manualIndexes);
  const names = new Set([...rows.map(({ name }) => name), ...(await findInvalidIndexes(client))]);
  await dropIndexes(client, names, options);
}
