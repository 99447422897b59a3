import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedPooledMs, firstPosts, nextPosts, nextScramIterations } from './tuning-aims.ts';

test('a hundred users who share 200 queries a second wait half a second each', () => {
  assert.equal(expectedPooledMs(200), 500);
});

test('a table that makes the pooled stage take about half a second stays as it is', () => {
  for (const queriesPerSecond of [162, 200, 238]) assert.equal(nextPosts(17_000, queriesPerSecond), 17_000);
});

test('a machine that answers four times as fast gets four times the posts', () => {
  assert.equal(nextPosts(10_000, 800), 40_000);
});

test('a table that was filled for a faster machine is made smaller, but never smaller than 10,000 posts', () => {
  assert.equal(nextPosts(40_000, 100), 20_000);
  assert.equal(nextPosts(10_000, 50), 10_000);
  assert.equal(firstPosts(0), 10_000);
});

test('a query that does not get slower with the table is not chased beyond a million posts', () => {
  assert.equal(nextPosts(900_000, 5000), 1_000_000);
  assert.equal(firstPosts(20_000_000), 1_000_000);
});

test('logins that are dear enough keep their price; cheap ones are made dearer in steps of 1.5 to 4', () => {
  assert.equal(nextScramIterations(4096, 219), 4096);
  assert.equal(nextScramIterations(4096, 230), 6144);
  assert.equal(nextScramIterations(4096, 660), 12_288);
  assert.equal(nextScramIterations(4096, 5000), 16_384);
});
