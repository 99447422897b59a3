import { type Result, resultId } from '../../scripts/results/result.ts';
import type { Stage } from '../../scripts/scenario/stages.ts';

/** A result with the numbers of an ordinary run, and what a test wants to be otherwise. */
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
