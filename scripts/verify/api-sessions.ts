import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole, programs } from '../../db-migrations/src/names.ts';

const goneMs = 2000;
const pollEveryMs = 20;

// A pooler in front of the database may log in as somebody else. What people and the lab run as
// that role is not the API's.
const candidates = `
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND application_name <> ALL ($2)`;

const otherPrograms = ['psql', ...Object.values(programs)];

const countByRole = `
SELECT
  usename AS role,
  count(*)::integer AS sessions,
  (count(*) FILTER (WHERE wait_event_type = 'Lock'))::integer AS waiting
${candidates}
GROUP BY usename
ORDER BY waiting DESC, usename = $1 DESC
LIMIT 1`;

// Without its second argument, which would wait a tenth of a second for each session.
const terminate = `SELECT pid, pg_terminate_backend(pid) ${candidates} AND usename = $1`;
const cancel = `SELECT pg_cancel_backend(pid) ${candidates} AND usename = $1 AND state = 'active'`;
const openTransactions = `SELECT ${candidates} AND usename = $1 AND state LIKE 'idle in transaction%'`;

interface ApiSessions {
  /** The role whose queries wait for locks; the API's own if none does. */
  role: string;
  sessions: number;
  /** Sessions whose query waits for a lock, as all do while all tables are locked. */
  waiting: number;
}

/** In a transaction, pg_stat_activity would otherwise stay as it was when it was first read. */
const lookAgain = (client: pg.ClientBase) => client.query('SELECT pg_stat_clear_snapshot()');

/** The API's sessions. */
export async function countApiSessions(client: pg.ClientBase): Promise<ApiSessions> {
  await lookAgain(client);
  const { rows } = await client.query<ApiSessions>(countByRole, [apiRole, otherPrograms]);
  const [found] = rows;
  return found && (found.role === apiRole || found.waiting > 0) ? found : { role: apiRole, sessions: 0, waiting: 0 };
}

/** Ends the API's sessions, and waits for up to two seconds for that. */
export async function endApiSessions(client: pg.ClientBase, role: string): Promise<void> {
  const pids = (await client.query<{ pid: number }>(terminate, [role, otherPrograms])).rows.map(({ pid }) => pid);
  const endsAtMs = performance.now() + goneMs;
  while (performance.now() < endsAtMs) {
    await lookAgain(client);
    const left = await client.query('SELECT FROM pg_stat_activity WHERE pid = ANY ($1)', [pids]);
    if (left.rowCount === 0) return;
    await wait(pollEveryMs);
  }
}

/** Cancels the API's queries, as an administrator does. Resolves to how many there were. */
export async function cancelApiQueries(client: pg.ClientBase, role: string): Promise<number> {
  await lookAgain(client);
  return (await client.query(cancel, [role, otherPrograms])).rowCount ?? 0;
}

/** Whether a session of the API is in a transaction, but runs nothing. */
export async function hasOpenTransaction(client: pg.ClientBase, role: string): Promise<boolean> {
  await lookAgain(client);
  return ((await client.query(openTransactions, [role, otherPrograms])).rowCount ?? 0) > 0;
}
