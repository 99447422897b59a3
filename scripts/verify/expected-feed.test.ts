// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedLength } from '../scenario/story.ts';
import { describeFeedDifference, type ExpectedPost } from './expected-feed.ts';

/** Posts of the same millisecond, each with the microseconds at which it was written. */
function posts(microseconds: number[]): ExpectedPost[] {
  return microseconds.map((microsecond, index) => ({
    id: index + 1,
    user_id: 1,
    content: 'hello',
    username: 'ada',
    created_at: '2026-01-02T03:04:05.678Z',
    instant: `2026-01-02 03:04:05.678${microsecond}+00`,
  }));
}

/** The feed of an API that swaps its first two posts. */
function swapFirstTwo(expected: ExpectedPost[]) {
  const [first, second, ...rest] = expected.map(({ instant: _, ...post }) => post);
  return { status: 200, headers: new Headers(), body: [second, first, ...rest] };
}

const older = Array.from({ length: feedLength - 2 }, () => 100);

test('posts with the same timestamp may come in any order', () => {
  const expected = posts([900, 900, ...older]);
  assert.equal(describeFeedDifference(swapFirstTwo(expected), expected), undefined);
});

test('posts of the same millisecond but different microseconds have an order', () => {
  const expected = posts([900, 899, ...older]);
  assert.equal(
    describeFeedDifference(swapFirstTwo(expected), expected),
    'row 1 of the feed is post 2 (created 2026-01-02 03:04:05.678899+00); in the database, it is post 1 (created 2026-01-02 03:04:05.678900+00)',
  );
});
