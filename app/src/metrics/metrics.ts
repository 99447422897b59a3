import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type DatabaseMetrics, databaseMetrics } from './database.ts';
import { type HttpMetrics, httpMetrics } from './http.ts';

export interface Metrics {
  registry: Registry;
  http: HttpMetrics;
  database: DatabaseMetrics;
}

/** Uses its own registry, so that several apps in one process (as in tests) share no metrics. */
export function createMetrics(build: { version: string; variant: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'feed_build_info',
    help: 'Always 1; the labels identify the running build',
    labelNames: ['version', 'variant'] as const,
    registers: [registry],
  }).set(build, 1);
  return { registry, http: httpMetrics(registry), database: databaseMetrics(registry) };
}
