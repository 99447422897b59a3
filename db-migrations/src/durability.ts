import type pg from 'pg';

// What a crash of the server would take with it, as seen from outside.

/** A table that PostgreSQL empties after a crash (PostgreSQL: CREATE TABLE, UNLOGGED). */
interface UnloggedTable {
  /** With its schema, quoted as SQL needs it. */
  name: string;
  /** Whether it is posts, users, or a partition of either. */
  isLabs: boolean;
  /** How often a query has read it, by a scan of it or of one of its indexes. */
  scans: number;
}

// A partitioned table has no rows of its own: its partitions are listed.
const unloggedTables = `
SELECT format('%I.%I', nspname, relname) AS name,
  coalesce(pg_partition_root(pg_class.oid), pg_class.oid) = ANY
    (ARRAY[to_regclass('public.posts'), to_regclass('public.users')]::oid[]) IS TRUE AS "isLabs",
  (coalesce(pg_stat_get_numscans(pg_class.oid), 0)
    + coalesce((SELECT sum(pg_stat_get_numscans(indexrelid)) FROM pg_index WHERE indrelid = pg_class.oid), 0))::float8
    AS scans
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND relpersistence = 'u' AND relowner = current_user::regrole
ORDER BY 1`;

export async function findUnloggedTables(client: pg.ClientBase): Promise<UnloggedTable[]> {
  // What this session itself has read by now is not counted later.
  await client.query('SELECT pg_stat_force_next_flush()');
  return (await client.query<UnloggedTable>(unloggedTables)).rows;
}

const isFlushedBeyond = 'SELECT pg_current_wal_flush_lsn() > $1::pg_lsn AS "isFlushed"';

/**
 * Counts how often `write` resolved before anything that it wrote was on disk, as with
 * `synchronous_commit = off` or an unlogged table. Each time, the end of the log before the write
 * is compared with how far the log is flushed after it: at that position, the write's commit cannot
 * be on disk. So other sessions' writes never make the count too high, and an API that commits
 * synchronously always gets 0. They can make it too low: a flush for one writes the whole log.
 * @param client the owner's, outside of a transaction
 * @param write writes a row through the API, and resolves when the API has confirmed it
 * @param tries several, because PostgreSQL flushes asynchronous commits within 0.2 s
 * (`wal_writer_delay`)
 */
export async function countUnflushedWrites(
  client: pg.ClientBase,
  write: () => Promise<unknown>,
  tries: number,
): Promise<number> {
  let unflushed = 0;
  for (let done = 0; done < tries; done += 1) {
    const { rows } = await client.query<{ end: string }>('SELECT pg_current_wal_insert_lsn()::text AS end');
    await write();
    const { rows: after } = await client.query<{ isFlushed: boolean }>(isFlushedBeyond, [rows[0]?.end]);
    if (after[0]?.isFlushed === false) unflushed += 1;
  }
  return unflushed;
}
