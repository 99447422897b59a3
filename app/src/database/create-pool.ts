import pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseMetrics } from '../metrics/database.ts';
import type { CreatePool } from './connections.ts';
import { MeasuredClient, measuredClientClass } from './measured-client.ts';
import { valueTypes } from './timestamp.ts';

/** Identifies the API's sessions in pg_stat_activity. */
const applicationName = 'feed-api';
/** PostgreSQL cancels a statement after this time: no user waits longer for a page. */
const statementTimeoutMs = 10_000;
/** Applies when the server cannot cancel the statement, because it or the network hangs. */
const queryTimeoutMs = 11_000;

/**
 * Returns a function that creates measured pools: every connection is counted and timed, and every
 * open pool is in the gauges, so that the metrics of all variants are comparable.
 */
export function poolFactory(connectionString: string, metrics: DatabaseMetrics, logger: Logger): CreatePool {
  class MeasuredPool extends pg.Pool {
    override end(): Promise<void>;
    override end(callback: () => void): void;
    override end(callback?: () => void): Promise<void> | void {
      metrics.pools.delete(this);
      return callback ? super.end(callback) : super.end();
    }
  }
  const Client = measuredClientClass(metrics, logger);

  return (settings) => {
    const pool = new MeasuredPool({
      connectionString,
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      query_timeout: queryTimeoutMs,
      types: valueTypes,
      ...settings,
      Client,
    });
    metrics.pools.add(pool);
    pool.on('acquire', (client) => {
      if (client instanceof MeasuredClient) client.takenAtMs = performance.now();
    });
    pool.on('release', (_error, client) => {
      if (client instanceof MeasuredClient) metrics.useTime.observe({}, (performance.now() - client.takenAtMs) / 1000);
    });
    // Without a listener, a lost idle connection would end the process.
    pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection was lost'));
    return pool;
  };
}
