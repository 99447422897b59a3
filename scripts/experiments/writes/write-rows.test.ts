// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteSlice } from './measure-writes.ts';
import { orderOptions, summarizeWrites } from './write-rows.ts';

const slice = (option: string, round: number, more: Partial<WriteSlice> = {}): WriteSlice => ({
  ...{ option, round, form: 'batches', targetRowsPerSecond: 1000, rowsPerSecond: 990, rowsWritten: 99, rowsFound: 99 },
  ...{ writeP50Ms: 2, writeP99Ms: 20, writeMaxMs: 30, successRate: 1, requestsPerSecond: 1000 },
  ...{ feedP50Ms: 50, feedP99Ms: 100, stalenessP50Ms: 0, stalenessMaxMs: 0, probes: 10 },
  ...{ walBytesPerRow: 300, buffersDirtiedPerRow: 0.02, buffersWritten: 1, checkpoints: 0, autovacuums: 0 },
  ...more,
});

test('a row has the medians of all rounds, the range of both p99, and the stalest feed', () => {
  const rounds = [80, 120, 100].map((feedP99Ms, index) =>
    slice('cache', index + 1, { feedP99Ms, stalenessP50Ms: 400 + index, stalenessMaxMs: 900 + index }),
  );
  const [row, ...others] = summarizeWrites([...rounds, slice('index', 1)]);
  assert.equal(others.length, 1);
  const { feedP99Ms, lowestFeedP99Ms, highestFeedP99Ms, stalenessP50Ms, stalenessMaxMs } = row ?? {};
  assert.deepEqual([feedP99Ms, lowestFeedP99Ms, highestFeedP99Ms], [100, 80, 120]);
  assert.deepEqual([stalenessP50Ms, stalenessMaxMs], [401, 902]);
});

test('a feed that was never served has no age', () => {
  const [row] = summarizeWrites([slice('no index', 1, { stalenessP50Ms: null, stalenessMaxMs: null, probes: 0 })]);
  assert.equal(row?.stalenessP50Ms, null);
  assert.equal(row?.stalenessMaxMs, null);
});

test('the order is by the p99 of the feed, but quick errors come last', () => {
  const first = [slice('index', 1), slice('no index', 1, { feedP99Ms: 3, successRate: 0.02 })];
  const second = [slice('no index', 2, { successRate: 0 }), slice('cache', 2, { feedP99Ms: 20 }), slice('index', 2)];
  assert.deepEqual(
    orderOptions([...first, ...second]).map(({ round, fastestFeedFirst }) => [round, fastestFeedFirst]),
    [
      [1, 'index, no index'],
      [2, 'cache, index, no index'],
    ],
  );
});
