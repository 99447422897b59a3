// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureFeeds } from './measure-feeds.ts';

const quiet = { feeds: 100, notFeeds: 0, firstNotFeed: undefined };

/** What is measured when the counters of rows and feeds are these, one after another. */
async function measure(counters: [rows: number, feeds: number][]) {
  let probes = 0;
  const read = async () => {
    const [rows, feeds] = counters.shift() ?? [0, 0];
    return { rows, feeds, posts: 0, others: 0 };
  };
  const probe = async () => {
    probes += 1;
    return { quiet };
  };
  const { rows, feeds } = await measureFeeds(10_000, read, probe);
  return { rows, feeds, probes };
}

test('feeds that read few rows are measured once', async () => {
  assert.deepEqual(
    await measure([
      [50_000, 10],
      [52_000, 110],
    ]),
    { rows: 2000, feeds: 100, probes: 1 },
  );
});

test('what a session had read before, and reports late, is not taken for what feeds read', async () => {
  assert.deepEqual(
    await measure([
      [50_000, 10],
      [91_000, 110],
      [93_000, 210],
    ]),
    { rows: 2000, feeds: 100, probes: 2 },
  );
});

test('feeds that read a part of the posts do so when they are measured again', async () => {
  assert.deepEqual(
    await measure([
      [50_000, 10],
      [450_000, 110],
      [850_000, 210],
    ]),
    { rows: 400_000, feeds: 100, probes: 2 },
  );
});

test('feeds that read all posts are measured once', async () => {
  assert.deepEqual(
    await measure([
      [50_000, 10],
      [1_050_000, 110],
    ]),
    { rows: 1_000_000, feeds: 100, probes: 1 },
  );
});
