// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedPost } from './api-schemas.ts';
import { createWriteLog } from './write-log.ts';

const feedOf = (...ids: number[]) => ids.map((id) => ({ id }) as FeedPost);

/** A log with one post, and the times before and after it was written. */
function logWithPost(id: number) {
  const log = createWriteLog();
  const write = log.begin();
  log.committed(write, id);
  const { beganMs, committedMs } = write;
  return { log, write, beforeMs: beganMs - 1, afterMs: committedMs + 1 };
}

test('a feed must show a post that was written before it was requested', () => {
  const { log, beforeMs, afterMs } = logWithPost(7);
  assert.equal(log.describeStale(feedOf(7), afterMs, afterMs + 1), undefined);
  assert.match(
    log.describeStale(feedOf(6), afterMs, afterMs + 1) ?? '',
    /^a response lacked post 7, which .* 1 ms before/,
  );
  // Requested earlier: its query may have started before the post was written.
  assert.equal(log.describeStale(feedOf(6), beforeMs, afterMs), undefined);
});

test('a feed must not show a post that was deleted before it was requested', () => {
  const { log, write, afterMs } = logWithPost(7);
  Object.assign(write, { deletingMs: afterMs, deletedMs: afterMs + 1 });
  assert.match(
    log.describeStale(feedOf(7), afterMs + 2, afterMs + 3) ?? '',
    /^a response showed post 7, which had been deleted/,
  );
  // While it is being deleted, both are right.
  for (const feed of [feedOf(7), feedOf(6)]) assert.equal(log.describeStale(feed, afterMs, afterMs + 3), undefined);
});

test('a post may be missing when others may have taken its place', () => {
  const { log, afterMs } = logWithPost(7);
  for (let count = 0; count < 15; count += 1) log.begin();
  assert.equal(log.describeStale(feedOf(6), afterMs, performance.now() + 1), undefined);
});
