import pg from 'pg';

/** All of the owner's tables and materialized views, wherever the feed may come from. */
const relationsQuery = `
SELECT oid::regclass::text AS name, relkind = 'm' AS "isView"
FROM pg_class
WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND relname <> 'pgmigrations'
  AND relowner = current_user::regrole AND relpersistence <> 't'
ORDER BY relname`;

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
  const { rows } = await client.query<{ name: string; isView: boolean }>(relationsQuery);
  await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`);
  try {
    const tables = rows.filter(({ isView }) => !isView).map(({ name }) => name);
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    // LOCK TABLE refuses materialized views; changing the owner to the same one takes the lock.
    for (const { name } of rows.filter(({ isView }) => isView))
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
