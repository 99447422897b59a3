import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asks, expiriesIn, summaryOf } from './cache-expiry-rows.ts';

const second = (second: number, p99Ms: number, feedQueries: number) => ({
  second,
  requests: 1000,
  failed: 0,
  p50Ms: 10,
  p99Ms,
  feedQueries,
});
const seconds = [second(29, 20, 0), second(30, 400, 60), second(31, 90, 40), second(32, 30, 0), second(60, 300, 99)];

test('a wave of queries that a full second cuts in two is one expiry', () => {
  assert.deepEqual(expiriesIn(seconds), [
    { fromSecond: 30, seconds: 2, feedQueries: 100, worstP99Ms: 400 },
    { fromSecond: 60, seconds: 1, feedQueries: 99, worstP99Ms: 300 },
  ]);
});

test('ordinary seconds are summed up without those in which the database was asked', () => {
  const { medianP99Ms, worstP99Ms, feedQueries } = summaryOf(
    'ordinary',
    seconds.filter((one) => !asks(one)),
  );
  assert.deepEqual([medianP99Ms, worstP99Ms, feedQueries], [30, 30, 0]);
});
