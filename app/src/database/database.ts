import pg from 'pg';
import type { DatabaseMetrics } from '../metrics/database.ts';
import type { Connections } from './connections.ts';
import { describeConnectFailure, describeQueryFailure, isUnanswered } from './database-errors.ts';
import type { QueryName } from './query-names.ts';

/** The only way to the database. */
export interface Database {
  /**
   * Runs one statement; `values` are its parameters. Resolves to the rows.
   * @throws {ApiError} `connection_timeout` or `database_unavailable`; what PostgreSQL refused comes as pg.DatabaseError
   */
  query<Row extends pg.QueryResultRow>(name: QueryName, text: string, values?: unknown[]): Promise<Row[]>;
  /** Closes what is open. Called once, after the last query. */
  close(): Promise<void>;
}

/** Puts timing and errors around the variant's connections. The time of a query does not include the wait for a connection. */
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
            // A connection that has ended is not pooled again.
            if (isUnanswered(error) && client instanceof pg.Client) void client.end();
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
