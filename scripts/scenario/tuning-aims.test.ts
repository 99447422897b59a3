// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampPosts, expectedPooledMs, nextPosts, nextScramIterations } from './tuning-aims.ts';

test('100 users who share 200 queries per second wait half a second each', () => {
  assert.equal(expectedPooledMs(200), 500);
});

test('the table keeps its size when the pooled latency is about half a second', () => {
  for (const queriesPerSecond of [162, 200, 238]) assert.equal(nextPosts(17_000, queriesPerSecond), 17_000);
});

test('a machine that answers four times as fast gets four times the posts', () => {
  assert.equal(nextPosts(10_000, 800), 40_000);
});

test('a table filled for a faster machine shrinks, but not below 10,000 posts', () => {
  assert.equal(nextPosts(40_000, 100), 20_000);
  assert.equal(nextPosts(10_000, 50), 10_000);
  assert.equal(clampPosts(0), 10_000);
});

test('the table does not grow beyond a million posts', () => {
  assert.equal(nextPosts(900_000, 5000), 1_000_000);
  assert.equal(clampPosts(20_000_000), 1_000_000);
});

test('iterations stay if logins are expensive enough, and otherwise grow by a factor of 1.5 to 4', () => {
  assert.equal(nextScramIterations(4096, 219), 4096);
  assert.equal(nextScramIterations(4096, 230), 6144);
  assert.equal(nextScramIterations(4096, 660), 12_288);
  assert.equal(nextScramIterations(4096, 5000), 16_384);
});
