import pg from 'pg';
import type { DatabaseMetrics, QueryName } from '../metrics/database.ts';
import type { Connections } from './connections.ts';
import { describeConnectFailure, describeQueryFailure, isQueryTimeout } from './database-errors.ts';

/** All SQL of the API goes through here. */
export interface Database {
  /**
   * Runs one statement; `values` are its parameters. Resolves to the rows.
   * @throws {ApiError} `connection_timeout` or `database_unavailable`
   * @throws {pg.DatabaseError} when PostgreSQL rejects the statement
   */
  query<Row extends pg.QueryResultRow>(name: QueryName, text: string, values?: unknown[]): Promise<Row[]>;
  /** Closes all connections. Called once, after the last query. */
  close(): Promise<void>;
}

/** Adds timing and error handling. Query times exclude the wait for a connection. */
export function openDatabase(connections: Connections, metrics: DatabaseMetrics): Database {
  return {
    async query<Row extends pg.QueryResultRow>(name: QueryName, text: string, values: unknown[] = []) {
      let connected = false;
      try {
        return await connections.use(async (client) => {
          connected = true;
          const observe = metrics.queryDuration.startTimer({ query: name });
          try {
            return (await client.query<Row>(text, values)).rows;
          } catch (error) {
            // The pool does not reuse a connection that has ended.
            if (isQueryTimeout(error) && client instanceof pg.Client) void client.end();
            throw error;
          } finally {
            observe();
          }
        });
      } catch (error) {
        throw connected ? describeQueryFailure(error) : describeConnectFailure(error);
      }
    },

    close: () => connections.close(),
  };
}
