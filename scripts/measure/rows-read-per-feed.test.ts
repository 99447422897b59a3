// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMetrics } from '../lib/metrics.ts';
import { feedsServed, rowsReadPerFeed } from './rows-read-per-feed.ts';

const scrape = (feeds: number, { created = 0, startedAt = 100 } = {}) =>
  parseMetrics(`http_requests_total{method="GET",route="/feed",status_code="200"} ${feeds}
http_requests_total{method="GET",route="/feed",status_code="503"} 70
http_requests_total{method="POST",route="/posts",status_code="201"} ${created}
process_start_time_seconds ${startedAt}`);
const load = { requests: 80, failed: 30 };

test('the feeds of everybody count, but neither errors nor other routes', () => {
  assert.equal(feedsServed(scrape(10), scrape(110, { created: 40 }), load), 100);
});

test('if the API counts fewer feeds than the load received, those that it received count', () => {
  assert.equal(feedsServed(scrape(10), scrape(20), load), 50);
});

test('there is no number without a feed, for a short load test, after a restart of the API, or after a reset of the counters', () => {
  assert.equal(feedsServed(scrape(10), scrape(5, { startedAt: 101 }), load), null);
  assert.equal(rowsReadPerFeed(10_000, null, 5), null);
  assert.equal(rowsReadPerFeed(10_000, 0, 5), null);
  assert.equal(rowsReadPerFeed(-1, 10, 5), null);
  assert.equal(rowsReadPerFeed(10_000, 4, 1), null);
  assert.equal(rowsReadPerFeed(10_000, 4, 5), 2500);
});
