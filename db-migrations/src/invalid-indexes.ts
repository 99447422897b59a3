import type pg from 'pg';
import { BlockedTooLong } from './watch-blockers.ts';

/** Queries queue behind DROP INDEX while it waits. */
const lockTimeoutMs = 500;

/** An index that another session is building is invalid, too. */
const invalidIndexes = `
SELECT indexrelid::regclass::text AS name
FROM pg_index
JOIN pg_class ON pg_class.oid = indrelid
WHERE NOT indisvalid AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid)`;

/** The names, quoted for SQL, of the indexes that a cancelled statement with CONCURRENTLY left. */
export async function findInvalidIndexes(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(invalidIndexes);
  return rows.map(({ name }) => name);
}

/**
 * Runs `work`, which uses `client`. If it fails, drops the invalid indexes: every INSERT maintains
 * them, no query uses them, and TRUNCATE makes them valid.
 * @throws the error of `work`; a BlockedTooLong names the indexes that are still in use
 */
export async function leaveNoInvalidIndex<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // Without a connection, the next attempt drops them.
    const names = await dropInvalidIndexes(client).catch(() => []);
    throw error instanceof BlockedTooLong && names.length > 0 ? error.leaving(names) : error;
  }
}

/** Resolves to the names of those that are still in use. */
async function dropInvalidIndexes(client: pg.ClientBase): Promise<string[]> {
  await client.query('ROLLBACK');
  await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  for (const name of await findInvalidIndexes(client)) await client.query(`DROP INDEX ${name}`).catch(() => {});
  return findInvalidIndexes(client);
}
