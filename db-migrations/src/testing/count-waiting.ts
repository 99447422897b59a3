import type { TestDatabase } from './test-database.ts';

/** How many sessions of a test's database wait for a lock. */
export async function countWaiting(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>(`
    SELECT count(*)::integer AS count FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`);
  return row?.count ?? 0;
}
