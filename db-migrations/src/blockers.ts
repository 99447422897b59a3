import type pg from 'pg';

/** A session that another one waits for. */
export interface Blocker {
  pid: number;
  /** Null for a process of the server. */
  role: string | null;
  /** Its application_name, or the kind of process. */
  program: string;
  /** Null if the current role may not see it. */
  state: string | null;
  /** The age of its transaction; without one, the time since its last statement. */
  ageSeconds: number;
  /** Its current or last statement, on one line. */
  statement: string;
  /** Identifies its transaction: a pool's session has many, one after another. */
  transaction: string;
  /** Whether the current role may call pg_terminate_backend(). Null for a server process. */
  mayBeEnded: boolean | null;
}

// A session that is itself waiting is not to blame: only the last ones of each chain count.
const sessionsQuery = (find: string) => `
WITH RECURSIVE chain AS (
  ${find}
  UNION
  SELECT blocking.pid FROM chain CROSS JOIN LATERAL unnest(pg_blocking_pids(chain.pid)) AS blocking (pid)
)
SELECT
  pid, usename AS role, coalesce(nullif(application_name, ''), backend_type) AS program, state,
  extract(epoch FROM clock_timestamp() - coalesce(xact_start, state_change, backend_start))::float AS "ageSeconds",
  trim(regexp_replace(query, '[\\s[:cntrl:]]+', ' ', 'g')) AS statement,
  format('%s %s', pid, coalesce(xact_start, backend_start)) AS transaction,
  pg_has_role(usesysid, 'USAGE') OR (pg_has_role('pg_signal_backend', 'USAGE') AND NOT rolsuper) AS "mayBeEnded"
FROM chain
JOIN pg_stat_activity USING (pid)
LEFT JOIN pg_roles ON pg_roles.oid = usesysid
WHERE pid <> pg_backend_pid() AND cardinality(pg_blocking_pids(pid)) = 0
ORDER BY "ageSeconds" DESC`;

async function readSessions(client: pg.ClientBase, find: string, values: unknown[]): Promise<Blocker[]> {
  return (await client.query<Blocker>(sessionsQuery(find), values)).rows;
}

/** Who keeps the statement of session `pid` waiting, the oldest transaction first. */
export const findBlockers = (client: pg.ClientBase, pid: number): Promise<Blocker[]> =>
  readSessions(client, 'SELECT unnest(pg_blocking_pids($1::integer)) AS pid', [pid]);

/** PostgreSQL splits the key in two (pg_locks, "objsubid"). */
const lockHolders = `
SELECT pid FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = $1::bigint >> 32 AND objid::bigint = $1::bigint & 4294967295`;

/** Who holds an advisory lock, or keeps its holder waiting. The lock outlives transactions. */
export async function findLockHolders(client: pg.ClientBase, key: number): Promise<Blocker[]> {
  const holders = await readSessions(client, lockHolders, [key]);
  return holders.map((holder) => ({ ...holder, transaction: String(holder.pid) }));
}

const openTransactions = `
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

const locksOnPosts = `
SELECT FROM pg_locks WHERE pg_locks.pid = pg_stat_activity.pid AND granted AND relation = to_regclass('public.posts')`;

/** The sessions that CREATE INDEX CONCURRENTLY on posts would wait for: writers and snapshots. */
export const findBuildBlockers = (client: pg.ClientBase): Promise<Blocker[]> =>
  readSessions(
    client,
    `${openTransactions} AND (backend_xmin IS NOT NULL
       OR EXISTS (${locksOnPosts} AND mode NOT IN ('AccessShareLock', 'RowShareLock')))`,
    [],
  );

/** The sessions that DROP INDEX CONCURRENTLY on posts would wait for: all with a lock on it. */
export const findDropBlockers = (client: pg.ClientBase): Promise<Blocker[]> =>
  readSessions(client, `${openTransactions} AND EXISTS (${locksOnPosts})`, []);
