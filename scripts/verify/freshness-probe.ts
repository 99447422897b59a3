import pg from 'pg';
import { deleteVerifyPosts, verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { postSchema } from './api-schemas.ts';
import { headerThatAllowsReuse } from './cacheable.ts';
import type { FeedEvidence } from './evidence.ts';
import { describeFeedDifference, readExpectedFeed } from './expected-feed.ts';
import { postJson, sendRequest } from './send-request.ts';
import { verifyContent } from './verify-content.ts';

/** There may be several processes behind one address, each with a cache of its own. */
const readsPerStep = 3;

/** A feed that searches the posts with the highest ids only would have to search as many as this. */
const importedPosts = 10_000;

/** Larger than any id that the API has assigned. */
const firstImportedId = 2_000_000_000;

/** As old as the oldest post: tables that are partitioned by time have a place for them. */
const importOldPosts = `
INSERT INTO posts (id, user_id, content, created_at) OVERRIDING SYSTEM VALUE
SELECT $1::integer + number, $2, $3, (SELECT min(created_at) FROM posts)
FROM generate_series(1, $4::integer) AS number`;

/** The second row is the older one: ids do not follow the order of time. */
const insertTwoPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT $1, $2, created_at
FROM (VALUES (now() + interval '1 millisecond'), (now() - interval '1 second')) AS times (created_at)`;

/** What another program writes, such as an import or a second copy of the API. */
const otherProgram = [
  ['inserted two posts', insertTwoPosts, [verifyUser.id, verifyContent('two posts')]],
  [
    'changed the text of a post',
    'UPDATE posts SET content = $2 WHERE content = $1 AND created_at = (SELECT max(created_at) FROM posts)',
    [verifyContent('two posts'), verifyContent('changed')],
  ],
  ['renamed a user', 'UPDATE users SET username = $2 WHERE id = $1', [verifyUser.id, `${verifyUser.username}_2`]],
  ['deleted a post', 'DELETE FROM posts WHERE content = $1', [verifyContent('changed')]],
] as const;

/** Reads the feed and compares it with the tables; also notices what lets clients keep it. */
function feedReader(address: string, client: pg.ClientBase) {
  let etag: string | null = null;
  const compare = async () => {
    const response = await sendRequest(address, '/feed');
    const difference = describeFeedDifference(response, await readExpectedFeed(client));
    const reusable = headerThatAllowsReuse(response.headers);
    etag = response.headers.get('etag');
    return difference ?? (reusable && `GET /feed allows others to answer with an old feed (${reusable})`);
  };
  return {
    /** A client that has a feed asks whether it is still the newest, although it is not. */
    async isCalledUnchanged(): Promise<boolean> {
      if (!etag) return false;
      return (await sendRequest(address, '/feed', { headers: { 'if-none-match': etag } })).status === 304;
    },

    /** Resolves to the first difference, if there is one. */
    async compareRepeatedly(when: string): Promise<string[]> {
      for (let read = 0; read < readsPerStep; read += 1) {
        const difference = await compare();
        // Somebody may have posted between the two reads; then a second comparison agrees.
        if (difference && (await compare())) return [`${when}: ${difference}`];
      }
      return [];
    },
  };
}

type FeedReader = ReturnType<typeof feedReader>;

async function compareAfter(when: string, { isCalledUnchanged, compareRepeatedly }: FeedReader): Promise<string[]> {
  const unchanged = (await isCalledUnchanged())
    ? [`${when}: status 304 for a feed that had changed (If-None-Match)`]
    : [];
  return [...(await compareRepeatedly(when)), ...unchanged];
}

async function postByApi(address: string): Promise<string | undefined> {
  const content = verifyContent('by the API');
  const { status, body, headers } = await postJson(address, '/posts', { user_id: 1, content });
  const { data: post } = postSchema.safeParse(body);
  if (status !== 201 || !post || !headers.has('location'))
    return `POST /posts: expected 201, the row and a Location, got status ${status}`;
  return post.content === content ? undefined : `POST /posts: the row has a different content: ${post.content}`;
}

/**
 * Compares the feed with the tables, before any write and after each one. The user of verify has to
 * exist: see beginVerify().
 */
export async function probeFreshness(address: string, client: pg.ClientBase): Promise<FeedEvidence> {
  const reader = feedReader(address, client);
  const evidence: FeedEvidence = { correct: await reader.compareRepeatedly('before anything was written'), fresh: [] };
  try {
    await client.query(importOldPosts, [firstImportedId, verifyUser.id, verifyContent('imported'), importedPosts]);
    evidence.correct.push(
      ...(await reader.compareRepeatedly(`after another program had imported ${importedPosts} old posts`)),
    );
    const rejected = await postByApi(address);
    evidence.fresh.push(...(rejected ? [rejected] : await compareAfter('right after a post', reader)));
    for (const [what, statement, values] of otherProgram) {
      await client.query(statement, [...values]);
      evidence.fresh.push(...(await compareAfter(`right after another program had ${what}`, reader)));
    }
    await deleteVerifyPosts(client);
    evidence.fresh.push(...(await compareAfter('right after all of these posts were deleted', reader)));
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    evidence.fresh.push(`another program could not write: ${error.message}`);
  } finally {
    await deleteVerifyPosts(client);
  }
  return evidence;
}
