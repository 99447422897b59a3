// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findExpiries, hasFeedQueries, summarizeSeconds } from './cache-expiry-rows.ts';

const row = (second: number, p99Ms: number, feedQueries: number) => ({
  second,
  requests: 1000,
  failed: 0,
  p50Ms: 10,
  p99Ms,
  feedQueries,
  inDatabaseMs: feedQueries * 50,
});
const seconds = [row(29, 20, 0), row(30, 400, 60), row(31, 90, 40), row(32, 30, 0), row(60, 300, 99)];

test('feed queries in consecutive seconds are one expiry', () => {
  assert.deepEqual(findExpiries(seconds), [
    { fromSecond: 30, seconds: 2, feedQueries: 100, worstP99Ms: 400, meanQueriedMs: 50 },
    { fromSecond: 60, seconds: 1, feedQueries: 99, worstP99Ms: 300, meanQueriedMs: 50 },
  ]);
});

test('seconds are summarized by the medians of their times, and the worst', () => {
  const ordinary = seconds.filter((second) => !hasFeedQueries(second));
  const { medianP99Ms, worstP99Ms, feedQueries } = summarizeSeconds('ordinary', ordinary);
  assert.deepEqual([medianP99Ms, worstP99Ms, feedQueries], [25, 30, 0]);
});
