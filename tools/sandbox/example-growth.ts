import { growth } from '../../scripts/experiments/growth/growth.ts';
import type { MeasuredCase } from '../../scripts/experiments/growth/growth-case.ts';
import { growthResult } from '../../scripts/experiments/growth/growth-result.ts';
import { createRun, type KeptRun } from '../../scripts/experiments/kept-run.ts';
import type { LoadReport } from '../../scripts/load/load-report.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

function loadOf(successRate: number, p50: number): LoadReport {
  const requests = 600;
  return {
    engine: { name: 'autocannon', version: '9.0.0' },
    startedAt: '2026-01-02T03:04:05.678Z',
    durationSeconds: 6,
    requests,
    failed: Math.round(requests * (1 - successRate)),
    successRate,
    requestsPerSecond: requests / 6,
    latencyMs: { mean: p50, p50, p95: p50 * 2, p99: p50 * 3, max: p50 * 4 },
    errors: [],
  };
}

/** With each size, a scan takes nine times as long; from ten million posts on, nobody is served. */
function exampleCase(power: number, posts: number, indexed: boolean, round: number): MeasuredCase {
  const predicted = indexed
    ? { tablePages: 0, treePages: 2 + Math.floor(power / 2), feedPages: 1, usersPages: 60 }
    : { tablePages: 173 * 10 ** power, treePages: 0, feedPages: 0, usersPages: 5 };
  const pages = Object.values(predicted).reduce((sum, part) => sum + part, 0);
  const executionMs = (indexed ? 0.05 : 4.8 * 9 ** power) * (1 + round / 10);
  const cold = { pagesHit: 0, pagesRead: pages, catalogPages: 3, executionMs: executionMs + 0.1 };
  const warm = { pagesHit: pages, pagesRead: 0, catalogPages: 0, executionMs };
  return {
    ...{ posts, indexed, round, predicted, cold, warm: [warm, { ...warm, executionMs: executionMs * 1.2 }] },
    planText: round === 1 ? ['Limit', '  ->  Sort'] : undefined,
    load: loadOf(indexed || posts < 10_000_000 ? 1 : 0, indexed ? 100 + power : 2000),
    reference: indexed && power > 0 ? loadOf(1, 100) : undefined,
  };
}

/** The cases of a run up to 100 million posts, two rounds of each. */
export const exampleCases = (): MeasuredCase[] =>
  sizes.flatMap((posts, power) =>
    [false, true].flatMap((indexed) => [1, 2].map((round) => exampleCase(power, posts, indexed, round))),
  );

/** A run of the experiment growth, as docs/runs keeps it. */
export function exampleGrowth(): KeptRun {
  const conditions = [{ condition: 'rounds', value: 2 }];
  return {
    ...createRun(growth, new Date('2026-01-02T03:04:05.678Z'), growthResult(exampleCases(), { sizes: [], conditions })),
    machine: { processor: 'AMD EPYC', cores: 2, memoryBytes: 24 * 2 ** 30, system: 'Linux x64' },
  };
}
