import type pg from 'pg';

/** Large values are stored in chunks of two kilobytes (TOAST), each as large as 20 posts. */
const rowsPerChunk = 20;

const rowsReadQuery = `
WITH counted AS (
  SELECT relid, coalesce(seq_tup_read, 0) AS read FROM pg_stat_user_tables
  UNION ALL
  SELECT relid, coalesce(idx_tup_read, 0) FROM pg_stat_user_indexes
  UNION ALL
  SELECT 0, ${rowsPerChunk} * coalesce(chunks.idx_tup_fetch, 0)
  FROM pg_stat_user_tables AS tables JOIN pg_class ON pg_class.oid = tables.relid
  JOIN pg_stat_all_tables AS chunks ON chunks.relid = pg_class.reltoastrelid
)
SELECT coalesce(sum(read), 0)::float8 AS "rowsRead"
FROM counted
WHERE relid NOT IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL)`;

/** Authors are looked up by their key; the scripts read the other one. Neither holds posts. */
const withoutPosts = ['public.users', 'public.pgmigrations'];

/**
 * The rows that PostgreSQL has read, since its statistics were reset, from every table, partition
 * and materialized view in any schema, and from their indexes, except for `users` and the
 * migrations table. All of them count, because a feed can also come from a partition, a view or a
 * copy of `posts`, even from a single large value (TOAST). Only the difference between two calls
 * means something; it is negative if a table was dropped or the statistics were reset in between.
 *
 * What this connection has read is included, unless it is in a transaction. Other sessions report
 * what they read at the end of a query, but at most once per second (PGSTAT_MIN_INTERVAL), so up to
 * a second of their work can be missing. For a BRIN index, PostgreSQL counts ten rows for each page
 * to be searched, even if the page holds more.
 */
export async function countRowsRead(client: pg.ClientBase): Promise<number> {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query<{ rowsRead: number }>(rowsReadQuery, [withoutPosts]);
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].rowsRead;
}
