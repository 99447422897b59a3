import type pg from 'pg';
import { onlyRow } from './only-row.ts';

/** SQL for how much a server has logged since it was created. */
export const walBytesExpression = `pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8`;

/** How much the server has logged since it was created. */
export async function walBytes(client: pg.ClientBase): Promise<number> {
  return (await onlyRow<{ bytes: number }>(client, `SELECT ${walBytesExpression} AS bytes`)).bytes;
}
