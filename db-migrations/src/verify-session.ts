import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { programs } from './names.ts';

// The session of `make verify`: only one in a database, and nothing of it outlives its process.

/** "feed" in ASCII. Held by the session of a running verify, whichever checkout started it. */
const advisoryLock = 0x66656564;
/** How soon the server notices that a verify was killed, and how long the next one waits for it. */
const connectionCheckMs = 250;
const lockPatienceMs = 2000;

const pollIntervalMs = 50;
/** How long to wait for the sessions of a verify that was killed to end. */
const endTimeoutMs = 3000;

/** Another verify runs in the same database, started from another checkout. */
export class VerifyRunning extends Error {
  override name = 'VerifyRunning';
}

/**
 * Acquires the lock that a verify holds in its database, again if this session has it. Resolves to
 * the function that releases it; the end of the session does, too.
 * @throws {VerifyRunning} after two seconds
 */
export async function lockForVerify(client: pg.ClientBase): Promise<() => Promise<void>> {
  const deadline = performance.now() + lockPatienceMs;
  for (;;) {
    const { rows } = await client.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [advisoryLock]);
    if (rows[0]?.ok)
      return async () => {
        await client.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
      };
    if (performance.now() > deadline) throw new VerifyRunning('another verify is running in the same database');
    await wait(pollIntervalMs);
  }
}

/** Names verify's session, and lets the server end it soon after its process has been killed. */
export async function nameSession(client: pg.ClientBase): Promise<void> {
  await client.query(`SET application_name = '${programs.verify}'`);
  // Otherwise, a statement that runs or waits for a lock would go on without a client.
  await client.query(`SET client_connection_check_interval = ${connectionCheckMs}`);
}

const endSessions = `
SELECT pg_terminate_backend(pid, ${endTimeoutMs}) FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;

/**
 * Ends the sessions of verifies that were killed: this one holds the lock, so none is running.
 * Resolves to how many there were.
 */
export async function endKilledSessions(client: pg.ClientBase): Promise<number> {
  return (await client.query(endSessions, [programs.verify])).rowCount ?? 0;
}
