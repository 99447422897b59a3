// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult as result } from '../../tools/sandbox/example-result.ts';
import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../scenario/stages.ts';
import { checkStory } from './check-story.ts';
import { comparisonWarnings } from './conditions.ts';
import { factorsBetween, whyNoFactors } from './measures.ts';
import type { Result } from './result.ts';
import { newestByStage, titleOfResult } from './results-by-stage.ts';
import { formatResultsTable, resultRows } from './results-table.ts';
import { whatChanged } from './what-changed.ts';

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

test('the table has a row with the newest result of each stage, and a blank row with a short title for a stage without a result', () => {
  const newest = newestByStage([result('broken'), broken, pooled]);
  const table = formatResultsTable(newest);
  assert.match(table, /Broken +│ +1\.20 % │ +500 ms │ +700 ms │ +200/);
  assert.match(table, /Fix 2 +│ +│ +│ +│/);
});

test("a learner's result has its own row, or is used for a stage that has no result of the lab's code", () => {
  const mine = result('pooled', { variant: 'mine', successRate: 0.9 });
  const [, , , own, ...more] = resultRows(newestByStage([broken, pooled, mine]));
  assert.deepEqual(own?.cells.slice(0, 2), ['Your own, like After fix 1 (pooling)', '90 %']);
  assert.deepEqual(more, []);
  const rows = resultRows(newestByStage([broken, mine]));
  assert.deepEqual(rows[1]?.cells.slice(0, 2), ['After fix 1 (pooling), your own', '90 %']);
  assert.equal(rows.length, 3);
  // The lab's code with the learner's index: the lab's index comes with migration 2.
  const ownIndex = result('indexed', { migration: 1 });
  assert.equal(newestByStage([indexed, ownIndex]).mine, ownIndex);
  assert.match(whatChanged({ mine }).join(), /Your own: success 90 %/);
});

test('a broken run with fix 2 alone has a title of its own, and does not replace the broken run of the story', () => {
  const alone = { ...broken, evidence: indexed.evidence, successRate: 0 };
  assert.equal(newestByStage([broken, alone]).broken, broken);
  assert.equal(newestByStage([alone]).broken, alone);
  assert.equal(titleOfResult(alone), 'Broken, with fix 2 alone');
});

test('factors are given for successful runs with as many users, but not if one of them mostly failed', () => {
  assert.deepEqual(factorsBetween(pooled, indexed), ['', '1/10 as high', '20 % as high', '9.0 times as high']);
  assert.equal(factorsBetween(broken, pooled), undefined);
  assert.match(factorsBetween(indexed, pooled)?.[2] ?? '', /times as high/);
  assert.equal(factorsBetween(pooled, { ...indexed, users: 300 }), undefined);
});

test('without factors, the reasons that hold are given, and no other', () => {
  const crowd = { ...indexed, users: 300 };
  assert.equal(whyNoFactors(pooled, indexed), undefined);
  assert.equal(whyNoFactors(broken, pooled), 'most requests failed in the first run');
  assert.equal(whyNoFactors(pooled, broken), 'most requests failed in the second run');
  assert.equal(whyNoFactors(pooled, crowd), 'the numbers of users differ');
  assert.equal(
    whyNoFactors(broken, { ...crowd, successRate: 0 }),
    'most requests failed in both runs, and the numbers of users differ',
  );
});

test('what changed is described with factors and evidence', () => {
  const [, first, second, third] = whatChanged({ broken, pooled, indexed });
  assert.match(first ?? '', /success 1\.20 % -> 100 %/);
  assert.match(
    second ?? '',
    /average latency 1\/10 as high, p99 20 % as high, requests per second 9\.0 times as high.*10,000 \(Seq Scan\) -> 20 \(Index Scan\)/,
  );
  assert.match(
    third ?? '',
    /Little's law, .*: 100 \/ 200 = 500 ms, measured 500 ms; 100 \/ 1,800 = 55\.6 ms, measured 50\.0 ms/,
  );
});

test('each condition that makes results incomparable is reported', () => {
  assert.deepEqual(comparisonWarnings({ broken, pooled, indexed }), []);
  const other = result('indexed', { posts: 40_000, users: 50, machine: { cores: 8, memoryBytes: 1 } });
  assert.equal(comparisonWarnings({ pooled, indexed: other }).length, 3);
});

test('the numbers of the story meet its expectations, and others do not', () => {
  const findings = (results: Partial<Record<Stage, Result>>) =>
    checkStory(results).filter(({ holds }) => !holds).length;
  assert.equal(findings({ broken, pooled, indexed }), 0);
  assert.equal(findings({ broken: result('broken', { successRate: 0.51 }) }), 1);
  assert.equal(findings({ pooled: result('pooled', { successRate: 0.998 }) }), 1);
  assert.equal(findings({ pooled: result('pooled', { latencyMs: { ...pooled.latencyMs, mean: 299 } }) }), 1);
  assert.equal(findings({ pooled, indexed: result('indexed', { latencyMs: { ...pooled.latencyMs, mean: 126 } }) }), 1);
});

/** A run in which each query took seconds, and kept most of the others from having a turn. */
const slow = (changes: Partial<Result> = {}) => {
  const { evidence } = pooled;
  const database = { queries: 30, queryMs: 10_000, queriesAtOnce: 9.9, connections: 10, connectionsInUse: 0 };
  return result('pooled', {
    ...{ posts: 10_000_000, requests: 900, failed: 900, successRate: 0, requestsPerSecond: 30, ...changes },
    evidence: { ...evidence, database, plan: { ...evidence.plan, executionMs: 7300, rowsRead: 10_000_000 } },
  });
};

test('with millions of posts, fix 1 is not expected to serve everybody, but to share connections', () => {
  const [finding, ...others] = checkStory({ pooled: slow() });
  assert.match(finding?.expected ?? '', /at most 0\.5 opened per request .* 10,000,000 posts and no index, 100 users/);
  assert.deepEqual([finding?.holds, finding?.measured, others.length], [true, '0.01', 0]);
  assert.deepEqual(
    checkStory({ pooled: slow(), indexed }).map(({ stage, holds }) => [stage, holds]),
    [
      ['pooled', true],
      ['indexed', true],
    ],
  );
});

test('then what changed are success rates, and the latency after fix 1 is that of errors, too', () => {
  const changed = whatChanged({ broken, pooled: slow(), indexed }).join('\n');
  assert.match(changed, /^The latency and req\/s of the broken stage and fix 1 are those of error responses\./);
  assert.match(changed, /With 10,000,000 posts, fix 1 alone serves few users or none/);
  assert.match(changed, /Fix 2, the index: success 0 % -> 100 %\. No factors, because most requests .* failed\./);
  // Before the index, the live page shows no cause.
  assert.doesNotMatch(whatChanged({ broken, pooled: slow() }).join('\n'), /quer|index|posts/);
});

test('a percentage is never rounded up to 100, and small times have more digits', () => {
  assert.equal(formatPercent(0.99999), '99.99 %');
  assert.equal(formatPercent(1), '100 %');
  assert.deepEqual([0.123, 12.34, 1234.5].map(formatMilliseconds), ['0.12 ms', '12.3 ms', '1,235 ms']);
});
