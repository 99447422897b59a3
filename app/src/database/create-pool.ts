import pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseMetrics } from '../metrics/database.ts';
import type { CreatePool } from './connections.ts';

/** Shown in pg_stat_activity, so that the database can tell the API's sessions from everybody else's. */
const applicationName = 'feed-api';
/** Nobody waits longer for a page: the database stops working on it. */
const statementTimeoutMs = 10_000;
/** For a database that cannot even stop: its machine is frozen, or the network swallows what is sent. */
const unansweredAfterMs = 11_000;

/**
 * Makes the function that makes pools. Whoever uses it, and however often, every connection is counted and timed and every
 * pool that has not been ended shows in the gauges: the numbers are the same for each variant, and for one not written yet.
 */
export function poolFactory(connectionString: string, metrics: DatabaseMetrics, logger: Logger): CreatePool {
  class MeasuredClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      // The pool dials right after it has made the client. A dial counts however it ends: the database paid for it.
      metrics.connectionsOpened.inc();
      const observe = metrics.connectDuration.startTimer();
      const observeOnce = () => {
        this.off('connect', observeOnce).off('end', observeOnce);
        observe();
      };
      this.once('connect', observeOnce).once('end', observeOnce);
      // A connection that is lost in the middle of a query fails the query. The event that comes with it, unheard, would end the process.
      this.on('error', (error) => logger.debug({ err: error }, 'a connection was lost'));
    }
  }

  class MeasuredPool extends pg.Pool {
    override end(): Promise<void>;
    override end(callback: () => void): void;
    override end(callback?: () => void): Promise<void> | void {
      metrics.pools.delete(this);
      return callback ? super.end(callback) : super.end();
    }
  }

  return (settings) => {
    const pool = new MeasuredPool({
      connectionString,
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      query_timeout: unansweredAfterMs,
      ...settings,
      Client: MeasuredClient,
    });
    metrics.pools.add(pool);
    // Without a listener, an idle connection that the database drops would end the process.
    pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection was lost'));
    return pool;
  };
}
