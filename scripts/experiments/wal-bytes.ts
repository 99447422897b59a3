import type pg from 'pg';

/** SQL for how much a server has logged since it was created. */
export const walBytesExpression = `pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8`;

/** How much the server has logged since it was created. */
export async function walBytes(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(`SELECT ${walBytesExpression} AS bytes`);
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].bytes;
}
