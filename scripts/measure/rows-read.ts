import type pg from 'pg';

const rowsRead = `
SELECT
  ((SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname NOT IN ('users', 'pgmigrations'))
    + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname NOT IN ('users', 'pgmigrations')))::float8 AS rows`;

/** PLACEHOLDER until helper A's version is merged. */
export async function countRowsRead(client: pg.ClientBase): Promise<number> {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query<{ rows: number }>(rowsRead);
  return rows[0]?.rows ?? 0;
}
