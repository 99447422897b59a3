import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.ts';

/** Every statement of the API has a name, the label of `db_client_operation_duration_seconds`. */
const operations = ['ping', 'feed', 'user_posts', 'create_post'] as const;

export type Operation = (typeof operations)[number];

interface DatabaseState {
  /** Requests that have asked for a connection, and have none yet. */
  waits: number;
  connectionsBeingOpened: number;
  /** The connection that was created last, whether it is open yet or not. */
  latestClient: pg.ClientBase | undefined;
}

/**
 * The metrics of a database client by OpenTelemetry's semantic conventions, spelled as Prometheus
 * does: https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
 */
export function databaseMetrics(registry: Registry) {
  const pools = new Set<pg.Pool>();
  const now: DatabaseState = { waits: 0, connectionsBeingOpened: 0, latestClient: undefined };
  const waitTime = new DurationHistogram(
    registry,
    'db_client_connection_wait_time_seconds',
    'Time from a request for a connection until it gets one, or gives up; includes the time to open it',
  );
  const createTime = new DurationHistogram(
    registry,
    'db_client_connection_create_time_seconds',
    'Time from the start of a connection attempt until the session is ready or the attempt is given up',
  );
  const useTime = new DurationHistogram(
    registry,
    'db_client_connection_use_time_seconds',
    'Time from acquiring a connection from a pool until releasing it',
  );
  const operationDuration = new DurationHistogram(
    registry,
    'db_client_operation_duration_seconds',
    'Time of a query, excluding the wait for a connection',
    ['operation'],
  );
  for (const operation of operations) operationDuration.zero({ operation });
  new Gauge({
    name: 'db_client_connection_count',
    help: 'Connections in use or being opened (used) and open but unused (idle), over all pools',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      const sums = { used: 0, idle: 0 };
      for (const { totalCount, idleCount } of pools) {
        sums.used += totalCount - idleCount;
        sums.idle += idleCount;
      }
      for (const [state, count] of Object.entries(sums)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Requests waiting for a connection to be released, without those for which one is being opened',
    registers: [registry],
    collect() {
      this.set(Math.max(0, now.waits - now.connectionsBeingOpened));
    },
  });
  return { pools, now, waitTime, createTime, useTime, operationDuration };
}

export type DatabaseMetrics = ReturnType<typeof databaseMetrics>;
