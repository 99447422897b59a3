// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Filling, ratiosTo, summarizeFillings } from './seeding-rows.ts';

const filling = (way: Filling['way'], perSecond: number, more: Partial<Filling> = {}): Filling => ({
  ...{ way, perSecond, posts: 1000, indexed: true, seconds: 1000 / perSecond },
  ...more,
});

// In the second round, the whole machine was slow.
const fillings = [
  filling('seed', 100, { peakMiB: 90 }),
  filling('COPY', 80),
  filling('seed', 10, { peakMiB: 91 }),
  filling('COPY', 5),
  filling('seed', 100, { indexed: false, peakMiB: 89 }),
  filling('COPY', 200, { indexed: false }),
];

test('ratios are taken within each round, and only of the same table', () => {
  const { lowest, highest } = ratiosTo('COPY', fillings, { posts: 1000, indexed: true });
  assert.deepEqual([lowest, highest], [1.25, 2]);
  assert.equal(ratiosTo('COPY', fillings, { posts: 1000, indexed: false }).median, 0.5);
});

test('a row has the median and range of all rounds, and the highest peak', () => {
  const [first, second, ...others] = summarizeFillings(fillings);
  assert.deepEqual([first?.way, first?.slowestRoundPerSecond, first?.fastestRoundPerSecond], ['seed', 10, 100]);
  assert.deepEqual([first?.peakMiB, second?.way, second?.peakMiB], [91, 'COPY', null]);
  assert.equal(others.length, 2);
});
