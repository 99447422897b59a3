// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, quantile, rounded, tally } from './numbers.ts';

test('the median is the middle value in any order, the mean of two, and NaN without values', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 1, 4, 2]), 3);
  assert.equal(median([10, 9, 100]), 10);
  assert.ok(Number.isNaN(median([])));
});

test('one value in a hundred is above the p99', () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  assert.equal(values.filter((value) => value > quantile(values, 0.99)).length, 1);
  assert.equal(quantile(values, 1), 200);
});

test('measurements are rounded to four digits, counts are not rounded', () => {
  assert.deepEqual([12.34567, 0.000123456, 123_456.7, 1_234_567].map(rounded), [12.35, 0.0001235, 123_500, 1_234_567]);
});

test('words are counted, the most frequent first', () => {
  assert.deepEqual(tally(['refused', 'late', 'late']), [
    ['late', 2],
    ['refused', 1],
  ]);
});
