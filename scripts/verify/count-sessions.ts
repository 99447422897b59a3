import type pg from 'pg';

/** Sessions started in this database by any client, counted as soon as they have logged in. */
export async function countSessions(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(
    'SELECT sessions::float8 FROM pg_stat_database WHERE datname = current_database()',
  );
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].sessions;
}
