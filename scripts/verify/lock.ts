import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { ask } from './ask.ts';
import type { LockEvidence } from './evidence.ts';

/** Longer than anybody should wait for a connection before being told that there is none. */
const lockedAtMostMs = 5000;
/** By then who can be in the database is there. */
const settledAfterMs = 500;
const lookEveryMs = 100;

/** Of the API alone: whoever asks how large a table is, as a statistics collector does, waits for the lock too. */
const waiting = `
SELECT count(DISTINCT pid)::integer AS count
FROM pg_locks
JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND relation IN ('public.posts'::regclass, 'public.users'::regclass)
  AND usename = $1 AND datname = current_database()`;

const apiSessions = `
SELECT count(*)::integer AS count FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()`;

const connectionsInAll = `
SELECT sum(CASE name WHEN 'max_connections' THEN setting::integer ELSE -setting::integer END)::integer AS count
FROM pg_settings
WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`;

/**
 * Locks the tables for a moment, so that the database is as slow as it can be, sends one request per user, and looks who waits where
 * and who is told that it takes too long. The lock is in a transaction that is always rolled back, by the server too when we are
 * gone. Resolves to undefined when the lock is not to be had.
 */
export async function lockTables(
  address: string,
  client: pg.ClientBase,
  users: number,
  signal: AbortSignal,
): Promise<Omit<LockEvidence, 'processes'> | undefined> {
  const count = async (text: string, values: string[] = []) =>
    (await client.query<{ count: number }>(text, values)).rows[0]?.count ?? 0;
  // The last of them gives the lock back when this process is stopped and not gone.
  await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`);
  let answers: Promise<unknown> = Promise.resolve();
  try {
    await client.query('LOCK TABLE posts, users IN ACCESS EXCLUSIVE MODE');
    const startedAt = Date.now();
    const evidence = { users, waitingAtOnce: 0, sessions: 0, refused: 0, firstRefusedMs: null as number | null };
    const passed = () => Date.now() - startedAt;
    let locked = true;
    const send = async () => {
      const { status } = await ask(address, '/feed');
      if (!locked || (status >= 200 && status < 300)) return;
      evidence.refused += 1;
      evidence.firstRefusedMs ??= passed();
    };
    answers = Promise.all(Array.from({ length: users }, send));
    const allTold = () => evidence.refused >= users - evidence.waitingAtOnce;
    while (passed() < lockedAtMostMs && !(allTold() && passed() > settledAfterMs)) {
      await wait(lookEveryMs, undefined, { signal });
      evidence.waitingAtOnce = Math.max(evidence.waitingAtOnce, await count(waiting, [apiRole]));
      evidence.sessions = Math.max(evidence.sessions, await count(apiSessions, [apiRole]));
    }
    const lockedMs = passed();
    locked = false;
    return { ...evidence, lockedMs, connectionsInAll: await count(connectionsInAll) };
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return undefined;
    throw error;
  } finally {
    await client.query('ROLLBACK');
    await answers;
  }
}
