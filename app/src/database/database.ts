import pg from 'pg';
import type { DatabaseMetrics } from '../metrics/database.ts';
import type { RequestTiming } from '../request-timing.ts';
import { useMeasured } from './connection-wait.ts';
import type { Connections } from './connections.ts';
import { describeConnectFailure, describeQueryFailure, isQueryTimeout } from './database-errors.ts';
import { type Statement, statementRunner } from './run-statement.ts';

/** All SQL of the API goes through here. */
export interface Database {
  /**
   * Runs one statement; `values` are its parameters. Resolves to the rows. Records in `timing` how
   * long each part took.
   * @throws {ApiError} `connection_timeout` or `database_unavailable`
   * @throws {pg.DatabaseError} when PostgreSQL rejects the statement
   */
  query<Row extends pg.QueryResultRow>(
    statement: Statement,
    values?: unknown[],
    timing?: RequestTiming,
  ): Promise<Row[]>;
  /** Closes all connections. Called once, after the last query. */
  close(): Promise<void>;
}

/** Adds timing and error handling. Query times exclude the wait for a connection. */
export function openDatabase(connections: Connections, metrics: DatabaseMetrics): Database {
  const run = statementRunner();
  return {
    async query<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[] = [], timing?: RequestTiming) {
      let connected = false;
      try {
        return await useMeasured(connections, metrics, timing, async (client) => {
          connected = true;
          const sentAtMs = performance.now();
          let failure: unknown;
          try {
            return await run<Row>(client, statement, values);
          } catch (error) {
            failure = error;
            // The pool does not reuse a connection that has ended.
            if (isQueryTimeout(error) && client instanceof pg.Client) void client.end();
            throw error;
          } finally {
            const endedAtMs = performance.now();
            const queryMs = endedAtMs - sentAtMs;
            metrics.operationDuration.observe({ operation: statement.name }, queryMs / 1000);
            if (timing) timing.queryMs = queryMs;
            timing?.trace?.addQuery(
              { startedAtMs: sentAtMs, endedAtMs, error: failure && describeQueryFailure(failure) },
              statement,
            );
          }
        });
      } catch (error) {
        throw connected ? describeQueryFailure(error) : describeConnectFailure(error);
      }
    },

    close: () => connections.close(),
  };
}
