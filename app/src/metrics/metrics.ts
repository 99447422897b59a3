import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type DatabaseMetrics, databaseMetrics } from './database.ts';
import { type HttpMetrics, httpMetrics } from './http.ts';

export interface Metrics {
  registry: Registry;
  http: HttpMetrics;
  database: DatabaseMetrics;
}

/** A registry of its own, so that two apps in one process (as in tests) do not share numbers. */
export function createMetrics(build: { version: string; variant: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'feed_build_info',
    help: 'Always 1; the labels say which build answers',
    labelNames: ['version', 'variant'] as const,
    registers: [registry],
  }).set(build, 1);
  return { registry, http: httpMetrics(registry), database: databaseMetrics(registry) };
}
