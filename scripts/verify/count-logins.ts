import type pg from 'pg';
import { countApiSessions } from './api-sessions.ts';
import type { LoginEvidence } from './evidence.ts';

/** Sessions started in this database by any client, counted as soon as they have logged in. */
export async function countSessions(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(
    'SELECT sessions::float8 FROM pg_stat_database WHERE datname = current_database()',
  );
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].sessions;
}

/** The sessions started since `before`, and those that the API has open now. */
export async function countLogins(
  client: pg.ClientBase,
  before: number,
): Promise<Pick<LoginEvidence, 'sessions' | 'open'>> {
  const sessions = (await countSessions(client)) - before;
  return { sessions, open: (await countApiSessions(client)).sessions };
}
