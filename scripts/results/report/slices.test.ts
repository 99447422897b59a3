import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSeries } from '../../../tools/sandbox/example-series.ts';
import { isAlone, rangeOf, slicesOf, sliceWords } from './slices.ts';

const series = exampleSeries.series ?? { everySeconds: 1, points: [] };
const slices = slicesOf(series);
const p50 = ({ p50Ms }: { p50Ms: number | null }) => p50Ms;

test('seconds without an answer are gaps, not zeros', () => {
  assert.deepEqual(
    slices.map(({ second, successRate, p50Ms }) => [second, successRate, p50Ms]),
    [
      [0, 0.75, 40],
      [1, 1, 50],
      [2, null, null],
      [3, 0, null],
      [4, 1, 45],
    ],
  );
  assert.deepEqual(slicesOf({ everySeconds: 2, points: [] }), []);
});

test('a value between two gaps is told apart, and the gaps are counted', () => {
  assert.deepEqual(
    slices.map((_, index) => isAlone(slices, index, p50)),
    [false, false, false, false, true],
  );
  assert.deepEqual(rangeOf(slices, p50), [40, 50]);
  assert.deepEqual(sliceWords(slices, series), ['In single seconds', ['In 2 of 5 seconds nothing was answered.']]);
});
