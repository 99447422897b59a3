// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { explainResult } from './explain-result.ts';
import { describeRowsPerFeed, readsAllPosts } from './rows-per-feed.ts';

function counted(rowsReadPerFeed: number | null | undefined, planned = 10_000) {
  const { evidence } = exampleResult('pooled');
  const plan = { ...evidence.plan, rowsRead: planned };
  return exampleResult('pooled', {
    evidence: { ...evidence, plan, ...(rowsReadPerFeed !== undefined && { rowsReadPerFeed }) },
  });
}

test('the plan has the exact number while the counted rows agree with it, and in older results', () => {
  for (const rows of [8100, 10_400, null, undefined])
    assert.equal(describeRowsPerFeed(counted(rows)), '10,000 (Seq Scan)');
  assert.equal(describeRowsPerFeed(counted(15.2, 20)), '20 (Seq Scan)');
  assert.equal(describeRowsPerFeed(counted(452, 20)), '20 (Seq Scan)');
});

test('counted rows replace a plan that the API does not run, and the explanation asks what it runs', () => {
  assert.equal(describeRowsPerFeed(counted(19.6)), 'about 20 (counted)');
  assert.match(
    explainResult(counted(9876, 20)),
    /read about 9,900 rows, although the query in .* reads 20 \(Seq Scan\)/,
  );
});

test('whether a feed reads all posts is what was counted, and in older results the plan', () => {
  assert.deepEqual([counted(8100), counted(20), counted(undefined)].map(readsAllPosts), [true, false, true]);
  assert.deepEqual([counted(8100, 20), counted(null, 20)].map(readsAllPosts), [true, false]);
});
