// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedLength } from '../scenario/story.ts';
import type { ExpectedPost } from './expected-feed.ts';
import { rememberFeeds } from './shown-before.ts';
import { verifyContent } from './verify-content.ts';

const created_at = '2026-01-02T03:04:05.678Z';
const post = (id: number, content = `post ${id}`): ExpectedPost => ({
  ...{ id, user_id: 1, content, created_at, instant: created_at, username: 'anna' },
});

const answer = (posts: ExpectedPost[]) => ({
  ...{ status: 200, headers: new Headers() },
  body: posts.map(({ instant: _, ...shown }) => shown),
});

const before = Array.from({ length: feedLength }, (_, index) => post(index + 1));
/** After two new posts. */
const now = [post(101), post(102), ...before.slice(0, -2)];

function remember() {
  const feeds = rememberFeeds();
  feeds.add(before);
  feeds.add(now);
  return feeds;
}

test('the feed before a change is an old one', () => {
  assert.ok(remember().mayBeOld(answer(before)));
});

test('a feed that leaves out one of two new posts was never right, and neither was one that changes a text', () => {
  const feeds = remember();
  assert.ok(!feeds.mayBeOld(answer([post(101), ...before.slice(0, -1)])));
  assert.ok(!feeds.mayBeOld(answer([...now.slice(0, -1), post(18, 'po')])));
});

test('one of verify’s posts that has come and gone since may be in an old feed', () => {
  assert.ok(remember().mayBeOld(answer([post(200, verifyContent('while a feed is read')), ...now.slice(0, -1)])));
});

test('what is not a feed could be anything', () => {
  assert.ok(remember().mayBeOld(answer(now.slice(1))));
});
