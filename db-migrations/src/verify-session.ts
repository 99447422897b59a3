import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { apiRole } from './names.ts';

// The session of `make verify`: only one in a database, and nothing of it outlives its process.

/** The application_name of verify's sessions. */
export const verifyProgram = 'feed-verify';

/** "feed" in ASCII. Held by the session of a running verify, whichever checkout started it. */
const advisoryLock = 0x66656564;
/** How soon the server notices that a verify was killed, and how long the next one waits for it. */
const connectionCheckMs = 250;
const lockPatienceMs = 2000;

/** How long to wait for sessions to end, and for the API's statements that verify has caused. */
const endTimeoutMs = 3000;
const settleTimeoutMs = 5000;
/** Requests that stand in line for a connection follow one another sooner than that. */
const quietMs = 300;
const pollIntervalMs = 50;

/** A statement of verify may take this long, or as many scans of posts, if that is longer. */
const minStatementMs = 10_000;
const maxScans = 20;
/** Below the limit of a minute that the lab's own connections have. */
const maxStatementMs = 50_000;

// Plans of verify's writes have no parallel workers.
const scan = `SET LOCAL max_parallel_workers_per_gather = 0; SELECT FROM public.posts WHERE content = ''`;

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

/**
 * Limits how long somebody else's lock or trigger can hold verify up: ten seconds per
 * statement, or twenty scans of posts if that is longer, so that a large table can still be read.
 */
export async function limitStatements(client: pg.ClientBase): Promise<void> {
  await client.query(`SET lock_timeout = '5s'; SET statement_timeout = ${maxStatementMs}`);
  const startedAt = performance.now();
  // Tables that cannot be read have no scans to allow for; what needs them will fail by itself.
  await client.query(scan).catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
  const scansMs = maxScans * Math.ceil(performance.now() - startedAt);
  const limitMs = Math.min(Math.max(minStatementMs, scansMs), maxStatementMs);
  await client.query(`SET statement_timeout = ${limitMs}`);
}

/** Names verify's session, and lets the server end it soon after its process has been killed. */
export async function nameSession(client: pg.ClientBase): Promise<void> {
  await client.query(`SET application_name = '${verifyProgram}'`);
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
  return (await client.query(endSessions, [verifyProgram])).rowCount ?? 0;
}

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
  let quietSince = performance.now();
  let sessions: string | undefined;
  while (performance.now() < deadline) {
    const { rows } = await client.query<{ sessions: string; busy: boolean }>(activity, [apiRole, quietMs / 1000]);
    const isQuiet = !rows[0]?.busy && (sessions === undefined || rows[0]?.sessions === sessions);
    sessions = rows[0]?.sessions;
    if (!isQuiet) quietSince = performance.now();
    else if (performance.now() - quietSince >= quietMs) return;
    await wait(pollIntervalMs);
  }
}
