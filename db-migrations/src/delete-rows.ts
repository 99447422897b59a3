import pg from 'pg';

/** A table's triggers and rules, and how they are enabled: always, in a replica, or otherwise. */
const obstacles = `
SELECT 'TRIGGER' AS type, quote_ident(tgname) AS name, tgenabled AS enabled
FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled <> 'D'
UNION ALL
SELECT 'RULE', quote_ident(rulename), ev_enabled
FROM pg_rewrite WHERE ev_class = $1::regclass AND ev_type <> '1' AND ev_enabled <> 'D'`;

const enabledHow: Record<string, string> = { A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA', O: 'ENABLE' };

/** Deletes in a transaction in which no trigger or rule of the table is enabled. */
async function deleteWithoutTriggers(client: pg.ClientBase, table: string, statement: string, values: unknown[]) {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ type: string; name: string; enabled: string }>(obstacles, [table]);
    for (const { type, name } of rows) await client.query(`ALTER TABLE ${table} DISABLE ${type} ${name}`);
    const { rowCount } = await client.query(statement, values);
    for (const { type, name, enabled } of rows)
      await client.query(`ALTER TABLE ${table} ${enabledHow[enabled]} ${type} ${name}`);
    await client.query('COMMIT');
    return rowCount ?? 0;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/**
 * The API may write while rows are deleted, and new rows are not rows that could not be deleted.
 */
const tries = 3;
const deadlock = '40P01';
const lockNotAvailable = '55P03';

/**
 * Deletes rows of a table, even if its triggers or rules forbid it, ignore it, or take too long.
 * Not for use in a transaction. Resolves to the number of rows.
 * @param condition SQL with $1, ... for `values`
 * @throws {pg.DatabaseError} for example if rows of another table refer to these
 */
export async function deleteRows(
  client: pg.ClientBase,
  table: string,
  condition: string,
  values: unknown[],
): Promise<number> {
  const statement = `DELETE FROM ${table} WHERE ${condition}`;
  let deleted = 0;
  for (let done = 0; done < tries; done += 1)
    try {
      deleted += (await client.query(statement, values)).rowCount ?? 0;
      const { rowCount } = await client.query(`SELECT FROM ${table} WHERE ${condition} LIMIT 1`, values);
      if (rowCount === 0) return deleted;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code === lockNotAvailable) throw error;
      if (error.code !== deadlock) break;
    }
  return deleted + (await deleteWithoutTriggers(client, table, statement, values));
}
