import type pg from 'pg';
import { findOwnRelations } from './own-relations.ts';

// What a crash of the server would take with it, as seen from outside.

/** Several, because PostgreSQL flushes asynchronous commits within 0.2 s: `wal_writer_delay`. */
const defaultTries = 10;

/**
 * The owner's tables, with their schema, that PostgreSQL empties after a crash (PostgreSQL: CREATE
 * TABLE, UNLOGGED). A partitioned table has no rows of its own: its partitions are listed.
 */
export async function findUnloggedTables(client: pg.ClientBase): Promise<string[]> {
  const relations = await findOwnRelations(client);
  return relations.filter(({ kind, isUnlogged }) => kind === 'r' && isUnlogged).map(({ name }) => name);
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
 */
export async function countUnflushedWrites(
  client: pg.ClientBase,
  write: () => Promise<unknown>,
  tries = defaultTries,
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
