import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from './names.ts';

const settleTimeoutMs = 5000;
/** Requests that stand in line for a connection follow one another sooner than that. */
const quietMs = 300;
const pollIntervalMs = 50;

/** Sessions that ran a statement, or began, lately; one per request is only counted afterwards. */
const activity = `
SELECT
  (SELECT sessions FROM pg_stat_database WHERE datname = current_database())::text AS sessions,
  EXISTS (
    SELECT FROM pg_stat_activity
    WHERE usename = $1 AND datname = current_database() AND (state = 'active'
      OR greatest(backend_start, query_start, state_change) > clock_timestamp() - make_interval(secs => $2))
  ) AS busy`;

/**
 * Waits until the API has run no statement for 0.3 s, or until the time is up. What verify has
 * asked it to write may still stand in line when the client has gone.
 */
export async function waitUntilQuiet(client: pg.ClientBase, timeoutMs = settleTimeoutMs): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let sameSince = performance.now();
  let sessions: string | undefined;
  while (performance.now() < deadline) {
    const { rows } = await client.query<{ sessions: string; busy: boolean }>(activity, [apiRole, quietMs / 1000]);
    if (sessions !== undefined && rows[0]?.sessions !== sessions) sameSince = performance.now();
    sessions = rows[0]?.sessions;
    if (!rows[0]?.busy && performance.now() - sameSince >= quietMs) return;
    await wait(pollIntervalMs);
  }
}
