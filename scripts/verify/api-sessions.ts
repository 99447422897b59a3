import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { waitUntil } from '../lib/timing.ts';
import { apiBackends, lookAgain, otherPrograms } from '../measure/api-backends.ts';

/** A session that has done nothing for this long is not logging in. */
const quietMs = 100;
/** How long to wait for that, and for sessions to end. */
const quietLimitMs = 1000;
const goneLimitMs = 2000;
const pollEveryMs = 20;

const countByRole = `
SELECT
  usename AS role,
  count(*)::integer AS sessions,
  (count(*) FILTER (WHERE wait_event_type = 'Lock'))::integer AS waiting
${apiBackends}
GROUP BY usename
ORDER BY waiting DESC, usename = $2 DESC
LIMIT 1`;

// Without its second argument, which would wait a tenth of a second for each session.
const terminate = `
SELECT pid, pg_terminate_backend(pid) ${apiBackends} AND usename = $2
  AND backend_start < clock_timestamp() - $3 * interval '1 millisecond'`;
const cancel = `SELECT pg_cancel_backend(pid) ${apiBackends} AND usename = $2 AND wait_event_type = 'Lock'`;
/** Half of those that are waiting for a lock. */
const terminateHalf = `
SELECT pg_terminate_backend(pid)
FROM (SELECT pid, row_number() OVER () AS number ${apiBackends} AND usename = $2 AND wait_event_type = 'Lock') AS waiting
WHERE number % 2 = 1`;
/** Those that have just done something, and may still be logging in, or may be about to do more. */
const unsettled = `
SELECT ${apiBackends} AND usename = $2 AND wait_event_type IS DISTINCT FROM 'Lock'
  AND (state_change IS NULL OR clock_timestamp() - state_change < $3 * interval '1 millisecond')`;
const openTransactions = `SELECT ${apiBackends} AND usename = $2 AND state LIKE 'idle in transaction%'`;

interface ApiSessions {
  /** The role whose queries wait for locks; the API's own if none does. */
  role: string;
  sessions: number;
  /** Sessions whose query waits for a lock, as all do while all tables are locked. */
  waiting: number;
}

/** The API's sessions. */
export async function countApiSessions(client: pg.ClientBase): Promise<ApiSessions> {
  await lookAgain(client);
  const { rows } = await client.query<ApiSessions>(countByRole, [otherPrograms, apiRole]);
  const [found] = rows;
  return found && (found.role === apiRole || found.waiting > 0) ? found : { role: apiRole, sessions: 0, waiting: 0 };
}

/**
 * Ends the API's sessions, except those that are younger than 100 ms, and waits for up to two
 * seconds for that. First, it waits for up to a second until none of them has been active in the
 * last 100 ms, except to wait for a lock: if a session ends during its login, a pooler such as
 * PgBouncer takes that for a refusal, and waits fifteen seconds before it tries again.
 */
export async function endApiSessions(client: pg.ClientBase, role: string): Promise<void> {
  const parameters = [otherPrograms, role, quietMs];
  const areQuiet = async () => {
    await lookAgain(client);
    return (await client.query(unsettled, parameters)).rowCount === 0;
  };
  await waitUntil(areQuiet, { timeoutMs: quietLimitMs, intervalMs: pollEveryMs });
  await lookAgain(client);
  const pids = (await client.query<{ pid: number }>(terminate, parameters)).rows.map(({ pid }) => pid);
  const areGone = async () => {
    await lookAgain(client);
    return (await client.query('SELECT FROM pg_stat_activity WHERE pid = ANY ($1)', [pids])).rowCount === 0;
  };
  await waitUntil(areGone, { timeoutMs: goneLimitMs, intervalMs: pollEveryMs });
}

/**
 * Cancels the API's queries that are waiting for a lock, as an administrator might. Any other
 * statement could be part of a login (see endApiSessions). Resolves to how many there were.
 */
export async function cancelApiQueries(client: pg.ClientBase, role: string): Promise<number> {
  await lookAgain(client);
  return (await client.query(cancel, [otherPrograms, role])).rowCount ?? 0;
}

/** Ends half of the API's sessions whose queries wait for a lock: none of them is logging in. */
export async function endHalfOfWaiting(client: pg.ClientBase, role: string): Promise<void> {
  await lookAgain(client);
  await client.query(terminateHalf, [otherPrograms, role]);
}

/** Whether a session of the API is in a transaction, but runs nothing. */
export async function hasOpenTransaction(client: pg.ClientBase, role: string): Promise<boolean> {
  await lookAgain(client);
  return ((await client.query(openTransactions, [otherPrograms, role])).rowCount ?? 0) > 0;
}
