import type pg from 'pg';
import { verifyContent } from './verify-content.ts';
import type { Write, WriteLog } from './write-log.ts';

const statement = 'INSERT INTO posts (user_id, content) VALUES (1, $1) RETURNING id';

/** Writes a post directly, as another program would, and records it. */
export async function insertPost(client: pg.ClientBase, log: WriteLog, what: string): Promise<Write> {
  const write = log.begin();
  const { rows } = await client.query<{ id: number }>(statement, [verifyContent(what)]);
  log.committed(write, rows[0]?.id ?? 0);
  return write;
}
