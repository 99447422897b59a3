import type pg from 'pg';
import { dumpSchema } from '../../db-migrations/src/dump-schema.ts';
import { apiRole, monitorRole } from '../../db-migrations/src/names.ts';

/** What a lab looks like from outside, in lines: all that verify has to leave as it was. */
export type LabState = Record<'rows' | 'settings' | 'sessions' | 'locks' | 'schema', string[]>;

/** Partitions and materialized views have rows of their own; a partitioned table has none. */
const relations = `
SELECT format('%I.%I', nspname, relname) AS name, format('%s %s', relkind, relpersistence) AS kind
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'm') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
ORDER BY 1`;

const sequences = `
SELECT format('%I.%I: %s', schemaname, sequencename, last_value) AS line FROM pg_sequences ORDER BY 1`;

const settings = `
SELECT format('%s = %s', name, setting) AS line FROM pg_settings WHERE source NOT IN ('client', 'session')
UNION ALL
SELECT format('%s in %s: %s', coalesce(rolname, 'everybody'), coalesce(datname, 'all databases'), setconfig)
FROM pg_db_role_setting
LEFT JOIN pg_roles ON pg_roles.oid = setrole
LEFT JOIN pg_database ON pg_database.oid = setdatabase
WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY 1`;

/**
 * The API may have any number of connections, and monitoring may be running a query; but neither
 * may be left in a transaction.
 */
const sessions = `
SELECT format('%s %s %s', usename, application_name, state) AS line
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND (usename <> ALL ($1) OR state LIKE 'idle in%')
ORDER BY 1`;

const locks = `
SELECT format('%s %s %s', usename, mode, coalesce(relation::regclass::text, locktype)) AS line
FROM pg_locks
JOIN pg_stat_activity USING (pid)
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname = current_database() AND locktype <> 'virtualxid'
  AND (usename <> $1 OR state LIKE 'idle in%')
ORDER BY 1`;

/** SQLSTATE lock_not_available. */
const lockNotAvailable = '55P03';

/** One line instead of what `read` finds, if somebody has left a lock that keeps it waiting. */
const unlessLocked = (read: Promise<string[]>): Promise<string[]> =>
  read.catch((error) => {
    if (error.code !== lockNotAvailable) throw error;
    return ['locked'];
  });

async function readRows(client: pg.ClientBase): Promise<string[]> {
  const { rows: found } = await client.query<{ name: string; kind: string }>(relations);
  const lines: string[] = [];
  for (const { name, kind } of found) {
    const content = client.query<{ line: string }>(
      `SELECT format('%s rows, md5 %s', count(*), md5(coalesce(string_agg(one::text, ';' ORDER BY one::text), ''))) AS line
       FROM ${name} AS one`,
    );
    lines.push(`${name} (${kind}): ${await unlessLocked(content.then(({ rows }) => rows.map(({ line }) => line)))}`);
  }
  return lines;
}

/**
 * Reads the state as the database's owner, on a connection of its own. Takes a tenth of a second,
 * and two seconds more for each table that is locked.
 */
export async function readLabState(client: pg.ClientBase): Promise<LabState> {
  const read = async (text: string, values: unknown[] = []) =>
    (await client.query<{ line: string }>(text, values)).rows.map(({ line }) => line);
  await client.query(`SET lock_timeout = '2s'`);
  return {
    rows: [...(await readRows(client)), ...(await read(sequences))],
    settings: await read(settings),
    sessions: await read(sessions, [[apiRole, monitorRole]]),
    locks: await read(locks, [monitorRole]),
    schema: await unlessLocked(dumpSchema(client).then((text) => text.split('\n'))),
  };
}

/** Every part of the state. */
const allParts: readonly (keyof LabState)[] = ['rows', 'settings', 'sessions', 'locks', 'schema'];

/** The lines that only one of two states has, such as `rows: + public.posts (r p): 1 rows`. */
export function differencesBetween(before: LabState, after: LabState, parts = allParts): string[] {
  return parts.flatMap((part) => [
    ...without(before[part], after[part]).map((line) => `${part}: - ${line}`),
    ...without(after[part], before[part]).map((line) => `${part}: + ${line}`),
  ]);
}

/** The lines of `all` that are not in `others`, each as often as it is there. */
function without(all: string[], others: string[]): string[] {
  const left = [...others];
  return all.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
