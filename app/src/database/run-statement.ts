import pg from 'pg';
import type { Operation } from '../metrics/database.ts';

/** A statement of the API. Connections keep it prepared by its name, which is therefore unique. */
export interface Statement {
  name: Operation;
  text: string;
}

/**
 * SQLSTATEs (invalid statement name, duplicate statement) that mean that this connection
 * has no session of its own: a pooler in transaction mode may use any session for a transaction.
 */
const otherSession = new Set(['26000', '42P05']);

/** SQLSTATE feature_not_supported: "cached plan must not change result type". */
const resultTypeChanged = '0A000';

/**
 * Returns a function that runs statements, each prepared once per connection: with the index,
 * planning the feed's query takes PostgreSQL longer than executing it. PostgreSQL replans prepared
 * statements when a table or an index changes. Where statements cannot be prepared, they are sent
 * without a name.
 */
export function statementRunner() {
  let canPrepare = true;
  /** Part of the names: a statement whose columns have changed needs another one. */
  let generation = 0;

  return async <Row extends pg.QueryResultRow>(
    client: pg.ClientBase,
    { name, text }: Statement,
    values: unknown[],
  ): Promise<Row[]> => {
    if (!canPrepare) return (await client.query<Row>(text, values)).rows;
    try {
      return (await client.query<Row>({ name: `${name}_${generation}`, text, values })).rows;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      if (otherSession.has(error.code ?? '')) canPrepare = false;
      else if (error.code === resultTypeChanged) generation += 1;
      else throw error;
      // The statement has not been executed.
      return (await client.query<Row>(text, values)).rows;
    }
  };
}
