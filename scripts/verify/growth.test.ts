// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchGrowth } from './growth.ts';

function stepsOf(counts: [atMs: number, count: number][]): number[] {
  let nowMs = 0;
  const growth = watchGrowth(() => nowMs);
  for (const [atMs, count] of counts) {
    nowMs = atMs;
    growth.add(count);
  }
  return growth.steps();
}

test('connections that are opened less than a second apart have not settled, however long it takes in all', () => {
  assert.deepEqual(
    stepsOf([
      [100, 1],
      [900, 4],
      [1700, 9],
      [2500, 10],
      [9000, 10],
    ]),
    [],
  );
});

test('connections that are opened after a second without a new one are growth', () => {
  assert.deepEqual(
    stepsOf([
      [100, 4],
      [300, 10],
      [1900, 10],
      [2300, 20],
      [5000, 40],
      [5500, 50],
    ]),
    [10, 20],
  );
});
