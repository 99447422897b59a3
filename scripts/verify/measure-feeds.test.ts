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

test('feeds that read a small part of the posts do so when they are measured again', async () => {
  assert.deepEqual(
    await measure([
      [50_000, 10],
      [250_000, 110],
      [450_000, 210],
    ]),
    { rows: 200_000, feeds: 100, probes: 2 },
  );
});

test('feeds that read many of the posts are measured once', async () => {
  for (const rows of [300_000, 1_000_000])
    assert.deepEqual(
      await measure([
        [50_000, 10],
        [50_000 + rows, 110],
      ]),
      { rows, feeds: 100, probes: 1 },
    );
});
