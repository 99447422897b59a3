import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import type { ApiClient, LoginEvidence } from './evidence.ts';

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
  usename AS role,
  CASE WHEN usename <> $1 THEN application_name END AS program,
  count(*)::integer AS sessions,
  (count(*) FILTER (WHERE wait_event_type = 'Lock'))::integer AS waiting
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
GROUP BY 1, 2
ORDER BY waiting DESC, usename = $1 DESC
LIMIT 1`;

interface ApiSessions extends ApiClient {
  sessions: number;
  /** Sessions whose query waits for a lock, as all do while all tables are locked. */
  waiting: number;
}

/** The API without a pooler. */
export const ownClient: ApiClient = { role: apiRole, program: null };

/** The sessions of whoever waits for locks; the API's if nobody does. */
export async function countApiSessions(client: pg.ClientBase): Promise<ApiSessions> {
  // Otherwise, a transaction sees the sessions as they were when it first looked.
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query<ApiSessions>(apiSessions, [apiRole]);
  const [found] = rows;
  return found && (found.role === apiRole || found.waiting > 0) ? found : { ...ownClient, sessions: 0, waiting: 0 };
}

/** The sessions started since `before`, and those that the API has open now. */
export async function countLogins(
  client: pg.ClientBase,
  before: number,
): Promise<Pick<LoginEvidence, 'sessions' | 'open'>> {
  const sessions = (await countSessions(client)) - before;
  return { sessions, open: (await countApiSessions(client)).sessions };
}
