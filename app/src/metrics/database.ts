import type pg from 'pg';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { durationBuckets } from './http.ts';

/** Every statement of the API has a name, the label of `db_query_duration_seconds`. */
const queryNames = ['ping', 'feed', 'user_posts', 'create_post'] as const;

export type QueryName = (typeof queryNames)[number];

export function databaseMetrics(registry: Registry) {
  const pools = new Set<pg.Pool>();
  const connectionsOpened = new Counter({
    name: 'db_connections_opened_total',
    help: 'Connections that the API started to open, successfully or not',
    registers: [registry],
  });
  const connectDuration = new Histogram({
    name: 'db_connect_duration_seconds',
    help: 'Time from the start of a connection attempt until the session is ready or the attempt is given up',
    buckets: durationBuckets,
    registers: [registry],
  });
  const queryDuration = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time of a query, excluding the wait for a connection',
    labelNames: ['query'] as const,
    buckets: durationBuckets,
    registers: [registry],
  });
  for (const query of queryNames) queryDuration.zero({ query });
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections in use or being opened (active) and open but unused (idle), and queued requests (waiting), over all pools',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      const sums = { active: 0, idle: 0, waiting: 0 };
      for (const { totalCount, idleCount, waitingCount } of pools) {
        sums.active += totalCount - idleCount;
        sums.idle += idleCount;
        sums.waiting += waitingCount;
      }
      for (const [state, count] of Object.entries(sums)) this.set({ state }, count);
    },
  });
  return { pools, connectionsOpened, connectDuration, queryDuration };
}

export type DatabaseMetrics = ReturnType<typeof databaseMetrics>;
