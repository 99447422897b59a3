// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { compareRuns } from './comparison.ts';
import { describeComparison } from './comparison-text.ts';
import { chanceOneIn, isLargerThanNoise, spreadOf } from './difference.ts';
import type { Result } from './result.ts';

/** Runs of the pooled stage with these average latencies in ms, one per day. */
const runs = (month: string, means: number[], changes: Partial<Result> = {}) =>
  means.map((mean, day) =>
    exampleResult('pooled', {
      id: `${month}-${day}`,
      startedAt: `2026-${month}-0${day + 1}T03:04:05.678Z`,
      latencyMs: { mean, p50: mean, p95: mean, p99: 700, max: 900 },
      ...changes,
    }),
  );
const elsewhere = { machine: { cores: 8, memoryBytes: 32 * 2 ** 30 } };
const verdictsOf = (own: Result[], others: Result[]) => compareRuns(own, others).stages[1]?.verdicts;

test('median and range of one, of an odd and of an even number of runs', () => {
  assert.deepEqual(spreadOf([5]), { lowest: 5, median: 5, highest: 5 });
  assert.deepEqual(spreadOf([9, 100, 10]), { lowest: 9, median: 10, highest: 100 });
  assert.equal(spreadOf([1, 2, 4, 100]).median, 3);
});

test('a difference is larger than the noise when the ranges do not touch', () => {
  const isLarger = (here: number[], there: number[]) => isLargerThanNoise(spreadOf(here), spreadOf(there));
  assert.equal(isLarger([1, 2, 3], [4, 5, 6]), true);
  assert.equal(isLarger([4, 5, 6], [1, 2, 3]), true);
  assert.equal(isLarger([1, 2, 4], [4, 5, 6]), false);
  assert.deepEqual([chanceOneIn(3, 3), chanceOneIn(4, 4), chanceOneIn(3, 4)], [10, 35, 18]);
});

test('a difference is reported with its factor, how often chance alone would cause it, and the different conditions', () => {
  const [verdict] = verdictsOf(runs('01', [500, 510, 520]), runs('02', [250, 255, 260], elsewhere)) ?? [];
  assert.equal(
    verdict,
    'there: larger than the noise: average latency (50 % as high). If nothing differed, chance alone would separate a number like this in 1 of 10 comparisons; 4 numbers were compared. Different conditions: machine.',
  );
});

test('overlapping ranges and too few runs are reported', () => {
  const here = runs('01', [500, 510, 520]);
  assert.deepEqual(verdictsOf(here, runs('02', [400, 450, 505], elsewhere)), [
    'there: no difference is larger than the noise. Different conditions: machine.',
  ]);
  assert.deepEqual(verdictsOf(here, runs('02', [400, 450], elsewhere)), ['there: too few runs (2) to tell.']);
  assert.deepEqual(verdictsOf([], runs('02', [400, 450, 460])), ['there: too few runs (0) to tell.']);
});

test('each group has a row with the median and range, or with each value of fewer than three runs; a different number of posts is another group', () => {
  const there = [...runs('02', [400, 450], elsewhere), ...runs('03', [900], { posts: 40_000 })];
  const { places, stages } = compareRuns(runs('01', [520, 500, 510]), there);
  assert.deepEqual(
    stages[1]?.groups.map(({ name, runs: count, cells }) => [name, count, cells[1]]),
    [
      ['here', 3, '510 ms (500 ms to 520 ms)'],
      ['there 1', 2, '400 ms, 450 ms'],
      ['there 2', 1, '900 ms'],
    ],
  );
  assert.deepEqual(places[1], {
    name: 'there 1',
    place: '8 cores, 32 GiB memory; local; k6; 10,000 posts; 100 users',
    days: '2026-02-01 to 2026-02-02',
  });
});

test('"here" are the runs under the conditions of the newest one, without learner variants and copies', () => {
  const own = [...runs('01', [1, 2, 3], { posts: 40_000 }), ...runs('03', [500])];
  const mine = runs('04', [700], { variant: 'mine' });
  const { places, stages } = compareRuns([...own, ...mine], [...own, ...mine]);
  assert.deepEqual(
    places.map(({ name, days }) => [name, days]),
    [['here', '2026-03-01']],
  );
  assert.deepEqual(stages[1]?.verdicts, []);
  assert.match(describeComparison(compareRuns(own, own)), /among your own/);
});

test('runs of what people wrote themselves are left out of a comparison, and counted', () => {
  const theirs = [...runs('02', [400, 450], { ...elsewhere, variant: 'mine' }), ...runs('03', [460], elsewhere)];
  assert.match(describeComparison(compareRuns(runs('01', [500]), theirs)), /Left out: 2 of the runs given/);
});
