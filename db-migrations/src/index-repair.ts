import type pg from 'pg';

// What people do to indexes by hand, or what an interrupted build leaves, is not in the migrations' table. Here it is looked for.

/** False when the index of migration 2 is not there, or is one that no query uses. */
export async function indexIsUsable(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_index WHERE indexrelid = to_regclass('public.idx_posts_created_at') AND indisvalid`,
  );
  return rowCount === 1;
}

/**
 * Drops what an interrupted CREATE INDEX CONCURRENTLY left behind: an index that every INSERT maintains and no query uses.
 * IF NOT EXISTS would take it for done.
 */
export async function dropInvalidIndexes(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT format('%I.%I', schemaname, indexrelname) AS name
    FROM pg_stat_user_indexes
    JOIN pg_index USING (indexrelid)
    WHERE NOT indisvalid AND schemaname = 'public'`);
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/** Drops what somebody built by hand: before migration 2, posts has no index but those of its constraints, or the stage is not what it says. */
export async function dropIndexesByHand(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT indexrelid::regclass::text AS name
    FROM pg_index
    WHERE indrelid = to_regclass('public.posts') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`);
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}
