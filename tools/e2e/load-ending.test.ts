// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnding } from './load-ending.ts';

const point = (second: number, requests: number, failed: number) => ({
  second,
  requests,
  failures: failed > 0 ? [{ status: 503, code: 'DATABASE_UNAVAILABLE', count: failed }] : [],
  p50Ms: 1,
  p99Ms: 1,
});
const endingOf = (points: ReturnType<typeof point>[]) => readEnding({ series: { everySeconds: 1, points } }, 30);

test('the ending of a load test is its last 5 s, without what succeeded or failed before', () => {
  assert.deepEqual(endingOf([point(0, 100, 0), point(24, 90, 90), point(25, 50, 10), point(29, 60, 0)]), {
    requests: 110,
    succeeded: 100,
  });
});

test('a load test that never recovers, or that sends nothing at the end, has no successes there', () => {
  assert.deepEqual(endingOf([point(0, 100, 0), point(29, 20, 20)]), { requests: 20, succeeded: 0 });
  assert.deepEqual(endingOf([point(0, 100, 0)]), { requests: 0, succeeded: 0 });
  assert.deepEqual(readEnding({}, 30), { requests: 0, succeeded: 0 });
});
