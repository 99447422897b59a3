import pg from 'pg';

interface Obstacle {
  table: string;
  type: 'TRIGGER' | 'RULE';
  name: string;
  enabled: string;
}

/**
 * Triggers and rules of a table and of its partitions, and how they are enabled: always, in a
 * replica, or otherwise.
 */
const obstacles = `
WITH tables AS (SELECT $1::regclass AS id UNION SELECT relid FROM pg_partition_tree($1::regclass))
SELECT id::text AS table, 'TRIGGER' AS type, quote_ident(tgname) AS name, tgenabled AS enabled
FROM tables JOIN pg_trigger ON tgrelid = id WHERE NOT tgisinternal AND tgenabled <> 'D'
UNION ALL
SELECT id::text, 'RULE', quote_ident(rulename), ev_enabled
FROM tables JOIN pg_rewrite ON ev_class = id WHERE ev_type <> '1' AND ev_enabled <> 'D'`;

const enabledHow: Record<string, string> = { A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA', O: 'ENABLE' };

/** Runs `work` while no trigger or rule of the table is enabled. Only for use in a transaction. */
export async function withoutTriggers<Result>(client: pg.ClientBase, table: string, work: () => Promise<Result>) {
  const { rows } = await client.query<Obstacle>(obstacles, [table]);
  const alter = async (obstacle: Obstacle, how: string) =>
    client.query(`ALTER TABLE ONLY ${obstacle.table} ${how} ${obstacle.type} ${obstacle.name}`);
  for (const obstacle of rows) await alter(obstacle, 'DISABLE');
  const result = await work();
  for (const obstacle of rows) await alter(obstacle, enabledHow[obstacle.enabled] ?? 'ENABLE');
  return result;
}

/** Deletes in a transaction in which no trigger or rule of the table is enabled. */
async function deleteWithoutTriggers(client: pg.ClientBase, table: string, statement: string, values: unknown[]) {
  await client.query('BEGIN');
  try {
    const { rowCount } = await withoutTriggers(client, table, () => client.query(statement, values));
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
