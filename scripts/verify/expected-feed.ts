import type pg from 'pg';
import { feedLength } from '../scenario/story.ts';
import { type FeedPost, feedSchema } from './api-schemas.ts';
import { type ApiResponse, excerpt } from './send-request.ts';

/** A post with the time that orders it, in microseconds; the API shows milliseconds. */
export interface ExpectedPost extends FeedPost {
  instant: string;
}

/**
 * The 20 newest posts, and those as old as the 20th, which may take its place. Not imported from
 * the API, because its query is under test.
 */
const newestPosts = `
SELECT newest.id, user_id, content, newest.created_at, newest.created_at::text AS instant, username
FROM (SELECT * FROM posts ORDER BY created_at DESC FETCH FIRST ($1) ROWS WITH TIES) AS newest
JOIN users ON users.id = user_id
ORDER BY newest.created_at DESC`;

export async function readExpectedFeed(client: pg.ClientBase): Promise<ExpectedPost[]> {
  const { rows } = await client.query(newestPosts, [feedLength]);
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}

/** The first difference, in a sentence. Posts with the same timestamp may come in any order. */
export function describeFeedDifference(response: ApiResponse, expected: ExpectedPost[]): string | undefined {
  const parsed = feedSchema.safeParse(response.body);
  if (response.status !== 200 || !parsed.success)
    return `GET /feed did not return a feed: status ${response.status}, ${excerpt(response.body)}`;
  const expectedById = new Map(expected.map((post) => [post.id, post]));
  for (const [index, post] of parsed.data.entries()) {
    const position = `row ${index + 1} of the feed`;
    const wanted = expected[index];
    const found = expectedById.get(post.id);
    if (post.created_at !== wanted?.created_at || (found && found.instant !== wanted.instant))
      return `${position} is post ${post.id} (created ${found?.instant ?? post.created_at}); in the database, it is post ${wanted?.id} (created ${wanted?.instant})`;
    if (!hasSameColumns(post, found))
      return `${position}, post ${post.id}, differs from the database: ${excerpt(post)}`;
  }
  const distinct = new Set(parsed.data.map(({ id }) => id)).size;
  return distinct === feedLength ? undefined : `the feed has only ${distinct} different posts`;
}

const columns = ['user_id', 'content', 'created_at', 'username'] as const;

function hasSameColumns(post: FeedPost, expected: FeedPost | undefined): boolean {
  return columns.every((column) => post[column] === expected?.[column]);
}
