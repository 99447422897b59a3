// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSeries } from '../../../tools/sandbox/example-result.ts';
import { type ChartPoint, chartPoints, isolatedPoints, rangeOf } from './chart-points.ts';

const series = exampleSeries.series ?? { everySeconds: 1, points: [] };
const points = chartPoints(series);
const p50Of = ({ p50Ms }: ChartPoint) => p50Ms;

test('seconds without an answer are gaps, not zeros', () => {
  assert.deepEqual(
    points.map(({ second, successRate, p50Ms }) => [second, successRate, p50Ms]),
    [
      [0, 0.75, 40],
      [1, 1, 50],
      [2, null, null],
      [3, 0, null],
      [4, 1, 45],
    ],
  );
  assert.deepEqual(chartPoints({ everySeconds: 2, points: [] }), []);
});

test('a value between two gaps is isolated, and gaps are not in the range', () => {
  assert.deepEqual(
    isolatedPoints(points, p50Of).map(({ second }) => second),
    [4],
  );
  assert.deepEqual(rangeOf(points, p50Of), [40, 50]);
});
