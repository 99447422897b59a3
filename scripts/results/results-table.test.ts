import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../measure/stage.ts';
import { checkStory } from './expectations.ts';
import { type Result, resultId } from './result.ts';
import { newestByStage, resultsTable, whatChanged, whyNotComparable } from './results-table.ts';

function result(stage: Stage, changes: Partial<Result> = {}): Result {
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

const broken = result('broken', { successRate: 0.012, failed: 5928 });
const pooled = result('pooled');
const indexed = result('indexed', {
  requestsPerSecond: 1800,
  latencyMs: { mean: 50, p50: 49, p95: 60, p99: 140, max: 190 },
  evidence: {
    ...pooled.evidence,
    plan: { node: 'Index Scan', index: 'idx_posts_created_at', executionMs: 0.1, rowsRead: 20 },
  },
});

test('the table has a row per stage, of its newest result, and blanks where there is none', () => {
  const newest = newestByStage([result('broken'), broken, pooled]);
  const table = resultsTable(newest);
  assert.match(table, /Broken +│ +1\.20 % │ +500 ms │ +700 ms │ +200/);
  assert.match(table, /After fix 2 \(index\) +│ +│ +│ +│/);
});

test('what changed is told in factors and evidence', () => {
  const [, first, second] = whatChanged({ broken, pooled, indexed });
  assert.match(first ?? '', /success 1\.20 % -> 100 %/);
  assert.match(
    second ?? '',
    /average latency 10 times lower, p99 5\.0 times lower, requests per second 9\.0 times higher.*10,000 \(Seq Scan\) -> 20 \(Index Scan\)/,
  );
});

test('results that should not be compared are said to be so', () => {
  assert.deepEqual(whyNotComparable({ broken, pooled, indexed }), []);
  const other = result('indexed', { posts: 40_000, users: 50, machine: { cores: 8, memoryBytes: 1 } });
  assert.equal(whyNotComparable({ pooled, indexed: other }).length, 3);
});

test('the story holds for its numbers, and is found out by others', () => {
  const findings = (results: Partial<Record<Stage, Result>>) =>
    Object.values(checkStory(results))
      .flat()
      .filter(({ holds }) => !holds).length;
  assert.equal(findings({ broken, pooled, indexed }), 0);
  assert.equal(findings({ broken: result('broken', { successRate: 0.51 }) }), 1);
  assert.equal(findings({ pooled: result('pooled', { successRate: 0.998 }) }), 1);
  assert.equal(findings({ pooled: result('pooled', { latencyMs: { ...pooled.latencyMs, mean: 299 } }) }), 1);
  assert.equal(findings({ pooled, indexed: result('indexed', { latencyMs: { ...pooled.latencyMs, mean: 126 } }) }), 1);
});

test('a percentage is never rounded up to 100, and times have as many digits as are read', () => {
  assert.equal(formatPercent(0.99999), '99.99 %');
  assert.equal(formatPercent(1), '100 %');
  assert.deepEqual([0.123, 12.34, 1234.5].map(formatMilliseconds), ['0.12 ms', '12.3 ms', '1,235 ms']);
});
