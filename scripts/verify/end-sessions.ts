import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { ApiClient } from './evidence.ts';

const goneMs = 2000;
const pollEveryMs = 20;

const isOf = `
usename = $1 AND ($2::text IS NULL OR application_name = $2)
  AND datname = current_database() AND pid <> pg_backend_pid()`;

// Without its second argument, which would wait a tenth of a second for each session.
const terminate = `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${isOf}`;
const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE ${isOf} AND state = 'active'`;
const openTransactions = `
SELECT count(*)::integer AS count FROM pg_stat_activity WHERE ${isOf} AND state LIKE 'idle in transaction%'`;

/** Ends all sessions of a client in this database, and waits for up to two seconds for that. */
export async function endSessions(client: pg.ClientBase, { role, program }: ApiClient): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(terminate, [role, program]);
  const pids = rows.map(({ pid }) => pid);
  const endsAtMs = performance.now() + goneMs;
  while (performance.now() < endsAtMs) {
    // In a transaction, pg_stat_activity would not change.
    await client.query('SELECT pg_stat_clear_snapshot()');
    const left = await client.query('SELECT FROM pg_stat_activity WHERE pid = ANY ($1)', [pids]);
    if (left.rowCount === 0) return;
    await wait(pollEveryMs);
  }
}

/** Cancels the queries of a client that are running or waiting, as an administrator does. */
export async function cancelQueries(client: pg.ClientBase, { role, program }: ApiClient): Promise<void> {
  await client.query(cancel, [role, program]);
}

/** How many sessions of a client are in a transaction, but run nothing. */
export async function countOpenTransactions(client: pg.ClientBase, { role, program }: ApiClient): Promise<number> {
  return (await client.query<{ count: number }>(openTransactions, [role, program])).rows[0]?.count ?? 0;
}
