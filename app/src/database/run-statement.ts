import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Operation } from '../metrics/database.ts';

/** A statement of the API. */
export interface Statement {
  name: Operation;
  text: string;
}

/**
 * SQLSTATEs (invalid statement name, duplicate statement) that mean that this connection has no
 * session of its own: a pooler in transaction mode may use any session for a transaction.
 */
const otherSession = new Set(['26000', '42P05']);

/** "cached plan must not change result type": its SQLSTATE, 0A000, has other meanings, too. */
const isResultTypeChange = ({ code, routine }: pg.DatabaseError) =>
  code === '0A000' && routine === 'RevalidateCachedQuery';

/**
 * Whether a variant has opened a transaction. An error would abort it, so that the statement could
 * not be sent again.
 */
function isInTransaction(client: pg.ClientBase): boolean {
  // A variant can pass an object of its own that has nothing but query().
  const status = client instanceof pg.Client ? client.getTransactionStatus() : null;
  return status === 'T' || status === 'E';
}

/** Behind a pooler, another version of the API may have prepared another text in the session. */
function preparedName({ name, text }: Statement, generation: number): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${name}_${hash}_${generation}`;
}

/**
 * Returns a function that runs statements, each prepared once per connection: with the index,
 * planning the feed's query takes PostgreSQL longer than executing it. PostgreSQL replans prepared
 * statements when a table or an index changes. In a transaction, and where statements cannot be
 * prepared, they are sent without a name.
 */
export function statementRunner() {
  let canPrepare = true;
  /** By text. A statement whose columns have changed their type needs another name. */
  const prepared = new Map<string, { name: string; generation: number }>();

  function prepareAs(statement: Statement, generation: number): string {
    const name = preparedName(statement, generation);
    prepared.set(statement.text, { name, generation });
    return name;
  }

  return async <Row extends pg.QueryResultRow>(
    client: pg.ClientBase,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> => {
    const { text } = statement;
    if (!canPrepare || isInTransaction(client)) return (await client.query<Row>(text, values)).rows;
    const name = prepared.get(text)?.name ?? prepareAs(statement, 0);
    try {
      return (await client.query<Row>({ name, text, values })).rows;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      const current = prepared.get(text);
      if (otherSession.has(error.code ?? '')) canPrepare = false;
      else if (!isResultTypeChange(error)) throw error;
      // Each connection runs into it; the first one has already chosen another name.
      else if (current?.name === name) prepareAs(statement, current.generation + 1);
      // The statement has not been executed.
      return (await client.query<Row>(text, values)).rows;
    }
  };
}
