import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

const goneMs = 2000;
const pollEveryMs = 20;

// Without its second argument, which would wait a tenth of a second for each session.
const terminate = `
SELECT pid, pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;

/**
 * Ends all sessions of a role in this database, and waits for up to two seconds until they have.
 */
export async function terminateSessions(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(terminate, [role]);
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
