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
SELECT
  count(*)::integer AS sessions,
  (count(*) FILTER (WHERE state = 'active'))::integer AS waiting
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database()`;

/** The API's sessions, and those that run a query, which waits while all tables are locked. */
export async function countApiSessions(client: pg.ClientBase): Promise<{ sessions: number; waiting: number }> {
  // Otherwise, a transaction sees the sessions as they were when it first looked.
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ sessions: number; waiting: number }>(apiSessions, [apiRole]);
  return rows[0] ?? { sessions: 0, waiting: 0 };
}

/** The sessions started since `before`, and those that the API has open now. */
export async function countLogins(
  client: pg.ClientBase,
  before: number,
): Promise<Pick<LoginEvidence, 'sessions' | 'open'>> {
  const sessions = (await countSessions(client)) - before;
  return { sessions, open: (await countApiSessions(client)).sessions };
}
