import pg from 'pg';
import { findOwnRelations, type OwnRelation } from '../../db-migrations/src/own-relations.ts';

/** Another transaction held a table, or a query of the API caused a deadlock. */
const notGranted = new Set(['55P03', '40P01']);

/**
 * How long each try waits for one table. Somebody may hold the one that verify wants next, and wait
 * for the one that it has: after a second (deadlock_timeout), PostgreSQL would cancel a query of
 * the API. So the first tries give up sooner; the last one is for long queries.
 */
const triesMs = [100, 200, 400, 800, 2000];

/** Begins a transaction that has all tables. Resolves to whether it was granted them in time. */
async function lockAll(client: pg.ClientBase, relations: OwnRelation[], timeoutMs: number): Promise<boolean> {
  await client.query(
    `BEGIN; SET LOCAL lock_timeout = ${timeoutMs}; SET LOCAL idle_in_transaction_session_timeout = '10s'`,
  );
  try {
    const tables = relations.filter(({ kind }) => kind !== 'm').map(({ name }) => name);
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    // LOCK TABLE refuses materialized views; changing the owner to the same one takes the lock.
    for (const { name } of relations.filter(({ kind }) => kind === 'm'))
      await client.query(`ALTER MATERIALIZED VIEW ${name} OWNER TO CURRENT_USER`);
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    if (error instanceof pg.DatabaseError && notGranted.has(error.code ?? '')) return false;
    throw error;
  }
}

/**
 * Locks all tables and materialized views while `work` runs, so that no query can finish. The
 * transaction is always rolled back, by the server too if this process dies or is suspended.
 * Resolves to `not granted` if another transaction held a table in each of several tries, about
 * three seconds in all.
 */
export async function withLockedTables<Outcome>(
  client: pg.ClientBase,
  work: () => Promise<Outcome>,
): Promise<Outcome | 'not granted'> {
  // All of them, wherever the feed may come from. A partition is locked with its table.
  const relations = (await findOwnRelations(client)).filter(({ isPartition }) => !isPartition);
  for (const timeoutMs of triesMs)
    if (await lockAll(client, relations, timeoutMs)) return work().finally(() => client.query('ROLLBACK'));
  return 'not granted';
}
