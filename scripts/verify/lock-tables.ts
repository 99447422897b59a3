import pg from 'pg';
import { findOwnRelations } from '../../db-migrations/src/own-relations.ts';

/** Another transaction held a table, or a query of the API caused a deadlock. */
const notGranted = new Set(['55P03', '40P01']);

/**
 * Locks all tables and materialized views while `work` runs, so that no query can finish. The
 * transaction is always rolled back, by the server too if this process dies or is suspended.
 * Resolves to `not granted` if a lock was not granted within two seconds.
 */
export async function withLockedTables<Outcome>(
  client: pg.ClientBase,
  work: () => Promise<Outcome>,
): Promise<Outcome | 'not granted'> {
  // All of them, wherever the feed may come from. A partition is locked with its table.
  const relations = (await findOwnRelations(client)).filter(({ isPartition }) => !isPartition);
  await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`);
  try {
    const tables = relations.filter(({ kind }) => kind !== 'm').map(({ name }) => name);
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    // LOCK TABLE refuses materialized views; changing the owner to the same one takes the lock.
    for (const { name } of relations.filter(({ kind }) => kind === 'm'))
      await client.query(`ALTER MATERIALIZED VIEW ${name} OWNER TO CURRENT_USER`);
  } catch (error) {
    await client.query('ROLLBACK');
    if (error instanceof pg.DatabaseError && notGranted.has(error.code ?? '')) return 'not granted';
    throw error;
  }
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}
