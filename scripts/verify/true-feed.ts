import type pg from 'pg';
import { feedLength } from '../scenario/thresholds.ts';
import type { Answer } from './ask.ts';
import { inShort } from './contract.ts';
import { type FeedPost, feedSchema } from './feed-shape.ts';

/**
 * Every post that may be in the feed: the 20 newest, and those as old as the 20th. Written out here and not taken from the API:
 * who is judged does not say what is right.
 */
const newestPosts = `
SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
FROM posts
JOIN users ON users.id = posts.user_id
WHERE posts.created_at >= (SELECT min(created_at) FROM (SELECT created_at FROM posts ORDER BY created_at DESC LIMIT $1) AS newest)
ORDER BY posts.created_at DESC`;

/** What the database says that the feed is. */
export async function readTrueFeed(client: pg.ClientBase): Promise<FeedPost[]> {
  const { rows } = await client.query(newestPosts, [feedLength]);
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}

/** How an answer differs from the true feed, in a sentence; undefined when it does not. Posts of one instant may come in any order. */
export function differs(answer: Answer, truth: FeedPost[]): string | undefined {
  const parsed = feedSchema.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success)
    return `GET /feed did not answer with a feed: status ${answer.status}, ${inShort(answer.body)}`;
  const byId = new Map(truth.map((row) => [row.id, row]));
  for (const [position, row] of parsed.data.entries()) {
    const expected = truth[position];
    const place = `post number ${position + 1} of the feed`;
    if (row.created_at !== expected?.created_at)
      return `${place} is ${row.id} of ${row.created_at}; the database has ${expected?.id} of ${expected?.created_at} there`;
    if (JSON.stringify(pick(row)) !== JSON.stringify(pick(byId.get(row.id))))
      return `${place}, ${row.id}, is not what the database holds: ${inShort(row)}`;
  }
  const distinct = new Set(parsed.data.map(({ id }) => id)).size;
  return distinct === feedLength ? undefined : `the feed shows ${feedLength - distinct} posts twice`;
}

function pick(row: FeedPost | undefined) {
  return row && [row.id, row.user_id, row.content, row.created_at, row.username];
}
