import type pg from 'pg';
import { LabError } from '../../lib/lab-error.ts';
import { describeSqlError, isSqlError } from './describe-sql-error.ts';
import { formatRows } from './format-rows.ts';

const asText = { getTypeParser: () => (value: string) => value };

/** Runs statements one at a time, and shows their results as psql does. */
export interface SqlSession {
  isBusy(): boolean;
  /** Cancels the running statement, through another connection. */
  cancel(other: pg.Client): Promise<unknown>;
  /**
   * Resolves to the lines of the result; errors of SQL are printed.
   * @throws {LabError} `not_running` when the connection is lost
   */
  run(statement: string): Promise<string[]>;
}

/** `printError` gets errors and notices. */
export async function openSqlSession(client: pg.Client, printError: (lines: string[]) => void): Promise<SqlSession> {
  const { rows: processes } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let busyWith: string | undefined;
  let tag = '';
  // A result keeps only the first word: CREATE, not CREATE INDEX.
  client.connection.on('commandComplete', ({ text }: { text: string }) => {
    tag = text;
  });
  client.on('notice', ({ severity = 'NOTICE', message = '', detail, hint }) =>
    printError(describeSqlError({ severity, message, detail, hint, position: undefined }, busyWith ?? '')),
  );
  return {
    isBusy: () => busyWith !== undefined,
    cancel: (other) => other.query('SELECT pg_cancel_backend($1)', [processes[0]?.pid]),
    async run(statement) {
      busyWith = statement;
      tag = '';
      const query = { text: statement, rowMode: 'array' as const, types: asText };
      let result: pg.QueryArrayResult<string[]>;
      try {
        result = await client.query<string[]>(query);
      } catch (error) {
        if (!isSqlError(error))
          throw new LabError(
            'not_running',
            'The connection to the database was lost.',
            'See whether it is running: make status TARGET=local',
            { cause: error },
          );
        printError(describeSqlError(error, statement));
        return [];
      } finally {
        busyWith = undefined;
      }
      // Outside of the try block: a failure to format rows is not a lost connection.
      if (result.fields.length > 0) return formatRows(result.fields, result.rows);
      return tag ? [tag] : [];
    },
  };
}
