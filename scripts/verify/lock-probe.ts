import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import type { LockEvidence } from './evidence.ts';
import { sendRequest } from './send-request.ts';

/** Longer than any request should wait for a connection before it fails. */
const maxLockMs = 5000;
/** After this, every query that the API sends at once has reached the database. */
const settledAfterMs = 500;
const pollEveryMs = 100;

/** Only the API's: other clients may wait for the lock too, such as a statistics exporter. */
const waitingQueries = `
SELECT count(DISTINCT pid)::integer AS count
FROM pg_locks
JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND relation IN ('public.posts'::regclass, 'public.users'::regclass)
  AND usename = $1 AND datname = current_database()`;

const apiSessions = `
SELECT count(*)::integer AS count FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()`;

const availableConnections = `
SELECT sum(CASE name WHEN 'max_connections' THEN setting::integer ELSE -setting::integer END)::integer AS count
FROM pg_settings
WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`;

/**
 * Locks the tables, so that no query can finish, sends one request per user, and counts the queries
 * that wait and the requests that fail. The transaction is always rolled back, by the server too if
 * this process dies. Resolves to undefined when the lock was not granted within two seconds.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function probeLockedTables(
  address: string,
  client: pg.ClientBase,
  users: number,
  signal: AbortSignal,
): Promise<Omit<LockEvidence, 'processes'> | undefined> {
  const count = async (text: string, values: string[] = []) =>
    (await client.query<{ count: number }>(text, values)).rows[0]?.count ?? 0;
  // The idle timeout releases the lock if this process is suspended.
  await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`);
  let responses: Promise<unknown> = Promise.resolve();
  try {
    await client.query('LOCK TABLE posts, users IN ACCESS EXCLUSIVE MODE');
    const startedAt = Date.now();
    const evidence = { users, waitingAtOnce: 0, sessions: 0, failed: 0, firstFailureMs: null as number | null };
    const elapsedMs = () => Date.now() - startedAt;
    let locked = true;
    const send = async () => {
      const { status } = await sendRequest(address, '/feed');
      if (!locked || (status >= 200 && status < 300)) return;
      evidence.failed += 1;
      evidence.firstFailureMs ??= elapsedMs();
    };
    responses = Promise.all(Array.from({ length: users }, send));
    let failure: unknown;
    responses.catch((error) => {
      failure = error;
    });
    const allFailed = () => evidence.failed >= users - evidence.waitingAtOnce;
    while (elapsedMs() < maxLockMs && !(allFailed() && elapsedMs() > settledAfterMs)) {
      await wait(pollEveryMs, undefined, { signal });
      if (failure) throw failure;
      evidence.waitingAtOnce = Math.max(evidence.waitingAtOnce, await count(waitingQueries, [apiRole]));
      evidence.sessions = Math.max(evidence.sessions, await count(apiSessions, [apiRole]));
    }
    const lockedMs = elapsedMs();
    locked = false;
    return { ...evidence, lockedMs, availableConnections: await count(availableConnections) };
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return undefined;
    throw error;
  } finally {
    await client.query('ROLLBACK');
    await responses;
  }
}
