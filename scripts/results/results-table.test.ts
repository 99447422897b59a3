import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult as result } from '../../tools/sandbox/example-result.ts';
import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../scenario/stages.ts';
import { checkStory } from './check-story.ts';
import type { Result } from './result.ts';
import { newestByStage, resultsRows, resultsTable, whyNotComparable } from './results-table.ts';
import { factorCells, whatChanged } from './what-changed.ts';

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

test('an own result has a row of its own beside one of the lab, and stands in where there is none', () => {
  const mine = result('pooled', { variant: 'mine', successRate: 0.9 });
  const [, , , own, ...more] = resultsRows(newestByStage([broken, pooled, mine]));
  assert.deepEqual(own?.slice(0, 2), ['Your own, like After fix 1 (pooling)', '90 %']);
  assert.deepEqual(more, []);
  const rows = resultsRows(newestByStage([broken, mine]));
  assert.deepEqual(rows[1]?.slice(0, 2), ['After fix 1 (pooling), your own', '90 %']);
  assert.equal(rows.length, 3);
  // The lab's pool with an index of one's own: the lab's index comes with migration 2.
  const ownIndex = result('indexed', { migration: 1 });
  assert.equal(newestByStage([indexed, ownIndex]).mine, ownIndex);
  assert.match(whatChanged({ mine }).join(), /Your own: success 90 %/);
});

test('there are factors between answers, and none between answers and errors', () => {
  assert.deepEqual(factorCells(pooled, indexed), ['', '10 times lower', '5.0 times lower', '9.0 times higher']);
  assert.deepEqual(factorCells(broken, pooled), ['', '', '', '']);
  assert.match(factorCells(indexed, pooled)[2] ?? '', /higher/);
});

test('what changed is told in factors and evidence', () => {
  const [, first, second, third] = whatChanged({ broken, pooled, indexed });
  assert.match(first ?? '', /success 1\.20 % -> 100 %/);
  assert.match(
    second ?? '',
    /average latency 10 times lower, p99 5\.0 times lower, requests per second 9\.0 times higher.*10,000 \(Seq Scan\) -> 20 \(Index Scan\)/,
  );
  assert.match(
    third ?? '',
    /Little's law, .*: 100 \/ 200 = 500 ms, measured 500 ms; 100 \/ 1,800 = 55\.6 ms, measured 50\.0 ms/,
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
