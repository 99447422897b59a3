import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastSlice, secondsPerSlice, sliceAt } from '../../loadtest/lib/slices.ts';

test('a slice is one second up to two minutes, then as wide as needed for at most 120', () => {
  assert.deepEqual([1, 30, 120].map(secondsPerSlice), [1, 1, 1]);
  assert.deepEqual([121, 240, 241, 600, 3600].map(secondsPerSlice), [2, 2, 3, 5, 30]);
});

test('an answer belongs to the slice it arrives in, also after the planned end', () => {
  assert.deepEqual(
    [-3, 0, 999, 1000, 30_500].map((sinceStartMs) => sliceAt(sinceStartMs, 1)),
    [0, 0, 0, 1, 30],
  );
  assert.equal(sliceAt(599_999, 5), 119);
  // The timeout is 30 s, and is noticed a little later.
  for (const plannedSeconds of [1, 30, 600, 3600])
    assert.ok(sliceAt((plannedSeconds + 30.9) * 1000, secondsPerSlice(plannedSeconds)) <= lastSlice(plannedSeconds));
});
