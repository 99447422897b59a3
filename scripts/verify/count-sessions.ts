import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import type { LoginEvidence } from './evidence.ts';

/** Sessions started in this database by any client, counted as soon as they have logged in. */
export async function countSessions(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(
    'SELECT sessions::float8 FROM pg_stat_database WHERE datname = current_database()',
  );
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].sessions;
}

const apiSessions = `
SELECT sum(sessions)::integer AS sessions, sum(waiting)::integer AS waiting, max(waiting)::integer AS alike
FROM (
  SELECT count(*) AS sessions, count(*) FILTER (WHERE state = 'active') AS waiting
  FROM pg_stat_activity
  WHERE usename = $1 AND datname = current_database()
  GROUP BY query
) AS by_query`;

/** The API's sessions. */
export interface SessionCounts {
  sessions: number;
  /** Those that run a query, which waits while all tables are locked. */
  waiting: number;
  /** The most of them that run the same query. */
  alike: number;
}

/** Counts the API's sessions as they are now. */
export async function countApiSessions(client: pg.ClientBase): Promise<SessionCounts> {
  // Otherwise, a transaction sees the sessions as they were when it first looked.
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ [count in keyof SessionCounts]: number | null }>(apiSessions, [apiRole]);
  const { sessions, waiting, alike } = rows[0] ?? {};
  return { sessions: sessions ?? 0, waiting: waiting ?? 0, alike: alike ?? 0 };
}

/** The sessions started since `before`, and those that the API has open now. */
export async function countLogins(
  client: pg.ClientBase,
  before: number,
): Promise<Pick<LoginEvidence, 'sessions' | 'open'>> {
  const sessions = (await countSessions(client)) - before;
  return { sessions, open: (await countApiSessions(client)).sessions };
}
