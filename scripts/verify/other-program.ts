import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { formatCount } from '../lib/format.ts';
import { importedContent } from './list-probe.ts';
import { verifyContent } from './verify-content.ts';

// What another program writes, such as an import or a second copy of the API.

/** A feed that searches only the posts with the highest ids would have to search this many. */
export const importedPosts = 10_000;

const importOldPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT $1, $2, $4::timestamptz FROM generate_series(1, $3::integer)`;
const asImported = `
SELECT count(*)::integer AS posts FROM posts WHERE user_id = $1 AND content = $2 AND created_at = $3::timestamptz`;

/**
 * Imports posts as old as the oldest: tables that are partitioned by time have a place for them.
 * Resolves to what the table does not have of them, in a sentence; undefined if it has all.
 */
export async function importPosts(client: pg.ClientBase): Promise<string | undefined> {
  const { rows: oldest } = await client.query<{ time: string }>('SELECT min(created_at)::text AS time FROM posts');
  const time = oldest[0]?.time;
  await client.query(importOldPosts, [verifyUser.id, importedContent, importedPosts, time]);
  const { rows } = await client.query<{ posts: number }>(asImported, [verifyUser.id, importedContent, time]);
  const posts = rows[0]?.posts ?? 0;
  if (posts === importedPosts) return undefined;
  return `another program imported ${formatCount(importedPosts)} posts; afterwards, the table contained ${formatCount(posts)} of them unchanged`;
}

/** More than fit in a copy of the newest posts that somebody keeps small, if not very small. */
const newestPosts = 1500;
const makeNewest = `
UPDATE posts SET created_at = now() - number * interval '1 microsecond'
FROM (
  SELECT id, row_number() OVER () AS number FROM posts WHERE user_id = $1 AND content = $2 LIMIT $3
) AS imported
WHERE posts.id = imported.id`;

/** Sets created_at of many imported posts to the current time, each a microsecond apart. */
export async function makeImportedNewest(client: pg.ClientBase): Promise<void> {
  await client.query(makeNewest, [verifyUser.id, importedContent, newestPosts]);
}

interface WrittenPost {
  user_id: number;
  content: string;
  created_at: Date;
}

interface OtherWrite {
  /** What another program had done, after "right after another program had …". */
  what: string;
  statement: string;
  values: unknown[];
  /** What the table has of these writes afterwards, the newest first. */
  posts: WrittenPost[];
}

const [text, changedText] = [verifyContent('two posts'), verifyContent('changed')];

/** In milliseconds, as a Date has them. Not before the oldest post: see importPosts(). */
const times = `
SELECT
  date_trunc('milliseconds', now()) + interval '1 millisecond' AS newer,
  date_trunc('milliseconds', now()) - interval '1 second' AS older,
  date_trunc('milliseconds', greatest(now() - interval '1 year', min(created_at))) + interval '1 millisecond' AS "longAgo"
FROM posts`;

/** Each changes what the feed shows. The first row is the newer one: ids do not follow time. */
export async function planWrites(client: pg.ClientBase): Promise<OtherWrite[]> {
  const { rows } = await client.query<Record<'newer' | 'older' | 'longAgo', Date>>(times);
  if (!rows[0]) throw new Error('the query of the times returned no row');
  const { newer, older, longAgo } = rows[0];
  const post = (content: string, created_at: Date, user_id = verifyUser.id): WrittenPost => ({
    user_id,
    content,
    created_at,
  });
  const second = post(text, older);
  return [
    {
      what: 'inserted two posts',
      statement: 'INSERT INTO posts (user_id, content, created_at) VALUES ($1, $2, $3), ($1, $2, $4)',
      values: [verifyUser.id, text, newer, older],
      posts: [post(text, newer), second],
    },
    {
      what: 'changed the text of a post',
      statement: 'UPDATE posts SET content = $2 WHERE content = $1 AND created_at = $3',
      values: [text, changedText, newer],
      posts: [post(changedText, newer), second],
    },
    {
      what: 'given a post to another user',
      statement: 'UPDATE posts SET user_id = $2 WHERE content = $1',
      values: [changedText, 1],
      posts: [post(changedText, newer, 1), second],
    },
    {
      what: 'backdated a post',
      statement: 'UPDATE posts SET created_at = $2 WHERE content = $1',
      values: [changedText, longAgo],
      posts: [second, post(changedText, longAgo, 1)],
    },
    {
      what: 'renamed a user',
      statement: 'UPDATE users SET username = $2 WHERE id = $1',
      values: [verifyUser.id, `${verifyUser.username}_2`],
      posts: [second, post(changedText, longAgo, 1)],
    },
    {
      what: 'deleted a post',
      statement: 'DELETE FROM posts WHERE content = $1',
      values: [text],
      posts: [post(changedText, longAgo, 1)],
    },
  ];
}

const written = `
SELECT user_id, content, created_at FROM posts WHERE content = ANY ($1) ORDER BY created_at DESC`;

/** What of these writes the table does not have, in a sentence; undefined if it has all. */
export async function describeNotKept(client: pg.ClientBase, { what, posts }: OtherWrite): Promise<string | undefined> {
  const { rows } = await client.query<WrittenPost>(written, [[text, changedText]]);
  const missing = posts.find((post) => !rows.some((row) => isDeepStrictEqual({ ...row }, post)));
  const when = `right after another program had ${what}, the table`;
  if (missing)
    return `${when} did not contain the post by user ${missing.user_id}, created at ${missing.created_at.toISOString()}, as it had been written`;
  return rows.length > posts.length ? `${when} had ${rows.length} of its posts instead of ${posts.length}` : undefined;
}
