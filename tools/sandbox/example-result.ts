import { type Result, resultId } from '../../scripts/results/result.ts';
import type { Stage } from '../../scripts/scenario/stages.ts';

/** A result with the numbers of an ordinary run, and a test's changes to it. */
export function exampleResult(stage: Stage, changes: Partial<Result> = {}): Result {
  return {
    schema: 1,
    id: resultId('2026-01-02T03:04:05.678Z', stage),
    target: 'local',
    stage,
    variant: stage === 'broken' ? 'broken' : 'fixed',
    migration: stage === 'indexed' ? 2 : 1,
    users: 100,
    durationSeconds: 30,
    engine: { name: 'k6', version: '1.8.1' },
    startedAt: '2026-01-02T03:04:05.678Z',
    requests: 6000,
    failed: 0,
    successRate: 1,
    requestsPerSecond: 200,
    latencyMs: { mean: 500, p50: 490, p95: 600, p99: 700, max: 900 },
    errors: [],
    evidence: {
      connectionsOpened: 10,
      plan: { node: 'Seq Scan', index: null, executionMs: 7, rowsRead: 10_000 },
      cpu: { apiThrottled: null, postgresThrottled: null },
    },
    posts: 10_000,
    machine: { cores: 2, memoryBytes: 24 * 2 ** 30 },
    ...changes,
  };
}

/** A series without responses in second 2, a distribution, and a request. */
export const exampleSeries: Pick<Result, 'series' | 'latencyDistribution' | 'slowestRequest'> = {
  slowestRequest: { totalMs: 900, waitMs: 850, connectMs: 0, queryMs: 40 },
  series: {
    everySeconds: 1,
    points: [
      {
        second: 0,
        requests: 100,
        failures: [{ status: 503, code: 'connection_timeout', count: 25 }],
        p50Ms: 40,
        p99Ms: 90,
      },
      { second: 1, requests: 110, failures: [], p50Ms: 50, p99Ms: 120 },
      { second: 3, requests: 3, failures: [{ status: 0, code: 'timeout', count: 3 }], p50Ms: null, p99Ms: null },
      { second: 4, requests: 90, failures: [], p50Ms: 45, p99Ms: 400 },
    ],
  },
  latencyDistribution: [
    { share: 0, ms: 0 },
    { share: 0.5, ms: 45 },
    { share: 0.99, ms: 390 },
    { share: 1, ms: 900 },
  ],
};
