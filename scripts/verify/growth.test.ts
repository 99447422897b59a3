// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchGrowth } from './growth.ts';

function hasGrown(counts: [atMs: number, count: number][]): boolean {
  let nowMs = 0;
  const growth = watchGrowth(() => nowMs);
  for (const [atMs, count] of counts) {
    nowMs = atMs;
    growth.add(count);
  }
  return growth.grew();
}

test('connections that are opened one right after another have not grown, however long it takes in all', () => {
  assert.ok(
    !hasGrown([
      [100, 1],
      [400, 4],
      [700, 9],
      [1000, 10],
      [9000, 10],
    ]),
  );
});

test('one connection that comes late is not growth', () => {
  assert.ok(
    !hasGrown([
      [100, 9],
      [900, 10],
    ]),
  );
});

test('a connection more per second is not growth', () => {
  assert.ok(
    !hasGrown([
      [100, 2],
      [1100, 3],
      [2100, 4],
      [3100, 5],
    ]),
  );
});

test('connections that are opened after a while without a new one are growth', () => {
  assert.ok(
    hasGrown([
      [100, 4],
      [300, 10],
      [1900, 10],
      [2000, 11],
      [2100, 20],
    ]),
  );
});
