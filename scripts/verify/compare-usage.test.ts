// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareUsage, describeGrowth } from './compare-usage.ts';

const before = { waitingSoon: 10, sessions: 10 };

test('as many queries and connections as before are no failure, nor are a few connections more', () => {
  for (const sessions of [10, 14]) assert.equal(compareUsage(before, { waiting: 10, sessions }), undefined);
});

test('fewer queries at once are connections that were lost', () => {
  const failure = compareUsage(before, { waiting: 6, sessions: 10 });
  assert.equal(failure?.kind, 'fewer connections');
  assert.match(failure?.text ?? '', /10 .* only 6$/);
});

test('many more connections than before are connections that were forgotten', () => {
  assert.equal(compareUsage(before, { waiting: 20, sessions: 20 })?.kind, 'more connections');
});

test('a pool that grew once, or to the same size, may have been built to; one that grows in each outage has no limit', () => {
  assert.equal(describeGrowth(before, { sessions: 20, grew: false }), undefined);
  assert.equal(describeGrowth(before, { sessions: 10, grew: true }), undefined);
  // The second lock is shorter, and has fewer users.
  for (const sessions of [30, 9])
    assert.equal(describeGrowth(before, { sessions, grew: true })?.kind, 'more connections');
});
