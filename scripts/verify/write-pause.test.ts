// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedPost } from './api-schemas.ts';
import { createWriteLog } from './write-log.ts';
import { createWritePause } from './write-pause.ts';

const pauseAfter = (...responsesMs: number[]) => {
  const pause = createWritePause();
  for (const tookMs of responsesMs) pause.add(tookMs);
  return pause.ms();
};
const many = (tookMs: number) => Array.from({ length: 100 }, () => tookMs);

test('an API that responds at once gets a write every 20 ms', () => {
  assert.equal(pauseAfter(), 20);
  assert.equal(pauseAfter(...many(10)), 20);
});

test('one slow response among quick ones changes little', () => {
  assert.ok(pauseAfter(...many(10), 300) < 21);
});

for (const tookMs of [40, 300, 3000])
  test(`a feed that takes ${tookMs} ms and lacks the newest post is found to be out of date`, () => {
    const log = createWriteLog();
    const pauseMs = pauseAfter(...many(tookMs));
    // Three users of the API write, too, each after every second response.
    const apiPauseMs = (2 * tookMs) / 3;
    const times = [pauseMs, apiPauseMs].flatMap((everyMs) =>
      Array.from({ length: Math.ceil((2 * tookMs) / everyMs) }, (_, index) => index * everyMs),
    );
    for (const [id, beganMs] of times.sort((one, other) => one - other).entries())
      Object.assign(log.begin(), { id, beganMs, committedMs: beganMs + 1 });
    const requestedMs = tookMs;
    const stale = log.describeStale([{ id: -1 } as FeedPost], requestedMs, requestedMs + tookMs);
    assert.match(stale ?? '', /^a response lacked post/);
  });
