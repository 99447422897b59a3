import pg from 'pg';
import { findRejectedWrite } from '../../db-migrations/src/rejected-write.ts';
import { deleteVerifyPosts, verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { waitUntilQuiet } from '../../db-migrations/src/wait-until-quiet.ts';
import { listSchema, postSchema } from './api-schemas.ts';
import { headerThatAllowsReuse } from './cacheable.ts';
import type { FeedEvidence } from './evidence.ts';
import { describeFeedDifference, readExpectedFeed } from './expected-feed.ts';
import { compareList, compareOlderPage, importedContent } from './list-probe.ts';
import { probeOverlap } from './overlap-probe.ts';
import { postJson, sendRequest, succeeded } from './send-request.ts';
import { rememberFeeds } from './shown-before.ts';
import { countCopies } from './slow-post.ts';
import { verifyContent } from './verify-content.ts';

/** How long the API may go on writing what it was asked to write. */
const settledAfterMs = 1500;

/** There may be several processes behind one address, each with a cache of its own. */
const readsPerStep = 3;
/** With millions of posts, a step of three reads would take minutes in all. */
const stepMs = 5000;

/**
 * A feed that searches only the posts with the highest ids would have to search this many.
 */
const importedPosts = 10_000;

/** As old as the oldest post: tables that are partitioned by time have a place for them. */
const importOldPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT $1, $2, oldest
FROM (SELECT min(created_at) AS oldest FROM posts) AS seed, generate_series(1, $3::integer)`;

/** The second row is the older one: ids do not follow time. */
const insertTwoPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT $1, $2, created_at
FROM (VALUES (now() + interval '1 millisecond'), (now() - interval '1 second')) AS times (created_at)`;

/**
 * What another program writes, such as an import or a second copy of the API. Each changes what the
 * feed shows.
 */
const otherProgram = [
  ['inserted two posts', insertTwoPosts, [verifyUser.id, verifyContent('two posts')]],
  [
    'changed the text of a post',
    'UPDATE posts SET content = $2 WHERE content = $1 AND created_at = (SELECT max(created_at) FROM posts)',
    [verifyContent('two posts'), verifyContent('changed')],
  ],
  [
    'backdated a post by a year',
    `UPDATE posts SET created_at = created_at - interval '1 year' WHERE content = $1`,
    [verifyContent('changed')],
  ],
  ['renamed a user', 'UPDATE users SET username = $2 WHERE id = $1', [verifyUser.id, `${verifyUser.username}_2`]],
  ['deleted a post', 'DELETE FROM posts WHERE content = $1', [verifyContent('two posts')]],
] as const;

/** A browser that has a feed asks whether it is still the newest (RFC 9110, 13.1.2). */
async function isCalledUnchanged(address: string, last: Headers): Promise<boolean> {
  const validators = [
    ['if-none-match', last.get('etag')],
    ['if-modified-since', last.get('last-modified')],
  ].filter((header): header is [string, string] => header[1] !== null);
  if (validators.length === 0) return false;
  // fetch() would add no-cache, which forbids a 304.
  const headers = { ...Object.fromEntries(validators), 'cache-control': 'max-age=0' };
  return (await sendRequest(address, '/feed', { headers })).status === 304;
}

/** Differences between the feed and the tables, each in a sentence. */
type Differences = Pick<FeedEvidence, 'correct' | 'fresh'>;

const textsOf = ({ correct, fresh }: Differences): string[] => [...correct, ...fresh];

/** Compares the feed with the tables; remembers the headers of the feed that it read last. */
function feedReader(address: string, client: pg.ClientBase) {
  let last = new Headers();
  const shown = rememberFeeds();
  const compare = async () => {
    const response = await sendRequest(address, '/feed');
    last = response.headers;
    const expected = await readExpectedFeed(client);
    shown.add(expected);
    const text = describeFeedDifference(response, expected);
    return text === undefined ? undefined : { text, mayBeOld: shown.mayBeOld(response) };
  };
  const compareRepeatedly = async (when: string): Promise<Differences> => {
    const endsAtMs = performance.now() + stepMs;
    for (let read = 0; read === 0 || (read < readsPerStep && performance.now() < endsAtMs); read += 1) {
      const difference = await compare();
      // Somebody may have posted between the two reads; then a second comparison agrees.
      if (!difference || !(await compare())) continue;
      const text = [`${when}: ${difference.text}`];
      return difference.mayBeOld ? { correct: [], fresh: text } : { correct: text, fresh: [] };
    }
    return { correct: [], fresh: [] };
  };
  return {
    compareRepeatedly,

    /** After a change: also whether the API lets clients and proxies cache the feed before it. */
    async compareChanged(when: string): Promise<Differences> {
      const isUnchanged = await isCalledUnchanged(address, last);
      const { correct, fresh } = await compareRepeatedly(when);
      if (correct.length + fresh.length > 0) return { correct, fresh };
      const reusable = headerThatAllowsReuse(last);
      if (isUnchanged) fresh.push(`${when}: status 304 for a feed that had changed (If-None-Match, If-Modified-Since)`);
      else if (reusable) fresh.push(`the feed’s headers let clients and proxies reuse it later (${reusable})`);
      return { correct, fresh };
    },
  };
}

const contentByApi = verifyContent('by the API');

/**
 * Writes a post, and looks for it in the list of its author. Resolves to what is wrong, if anything
 * is.
 */
async function postByApi(address: string): Promise<string | undefined> {
  const content = contentByApi;
  const { status, body, headers } = await postJson(address, '/posts', { user_id: 1, content });
  const { data: post } = postSchema.safeParse(body);
  const location = headers.get('location');
  if (status !== 201) return `POST /posts: expected status 201, got status ${status}`;
  if (!post || !location)
    return `POST /posts: expected the new row and a Location header; got status 201 without the ${post ? 'header' : 'row'}`;
  if (post.content !== content) return `POST /posts: the row has different content: ${post.content}`;
  const { data: list } = listSchema.safeParse((await sendRequest(address, location)).body);
  return list?.[0]?.id === post.id
    ? undefined
    : `GET ${location}, requested right after a post, does not list it first`;
}

/**
 * Compares the feed with the tables, before any write and after each one. Verify's user has to
 * exist: see beginVerify().
 */
export async function probeFreshness(address: string, client: pg.ClientBase): Promise<FeedEvidence> {
  const reader = feedReader(address, client);
  const evidence: FeedEvidence = {
    correct: [],
    imported: false,
    fresh: [],
    copies: 0,
    rejectedWrite: undefined,
  };
  const add = ({ correct, fresh }: Differences) => {
    evidence.fresh.push(...fresh);
    // An old feed that follows only some of the changes soon shows what was never right.
    const wasFreshSoFar = evidence.correct.length > 0 || evidence.fresh.length === 0;
    (wasFreshSoFar ? evidence.correct : evidence.fresh).push(...correct);
  };
  // A copy may still have the post with which findHarmfulWrite() tried whether others are harmed.
  add(await reader.compareRepeatedly('before another program had written anything'));
  evidence.rejectedWrite = await findRejectedWrite(client);
  if (evidence.rejectedWrite) return evidence;
  try {
    await client.query(importOldPosts, [verifyUser.id, importedContent, importedPosts]);
    evidence.imported = true;
    const imported = await reader.compareRepeatedly(`after another program had imported ${importedPosts} old posts`);
    // What it shows of the import should never have been there.
    add({ correct: textsOf(imported), fresh: [] });
    // While there are enough posts for a second page.
    const older = await compareOlderPage(address, client);
    if (older) evidence.fresh.push(older);
    const rejected = await postByApi(address);
    evidence.copies = await countCopies(client, 1, contentByApi);
    if (rejected) evidence.fresh.push(rejected);
    else add(await reader.compareChanged('right after a post'));
    // Whatever keeps lists has this one from now on.
    await compareList(address, client);
    for (const [what, statement, values] of otherProgram) {
      await client.query(statement, [...values]);
      const when = `right after another program had ${what}`;
      const list = await compareList(address, client);
      add(await reader.compareChanged(when));
      if (list) evidence.fresh.push(`${when}: ${list}`);
    }
    evidence.fresh.push(...(await probeOverlap(address, client)));
    await deleteVerifyPosts(client);
    add(await reader.compareChanged('right after all of these posts were deleted'));
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    evidence.rejectedWrite = `another program could not write: ${error.message}`;
  } finally {
    await deleteVerifyPosts(client);
  }
  return { ...evidence, fresh: [...new Set(evidence.fresh)] };
}

/**
 * Compares the feed with the tables once more, when the API no longer writes. Whether there is a
 * feed at all is for other checks.
 */
export async function probeSettled(address: string, client: pg.ClientBase, when: string): Promise<string[]> {
  // Somebody else's readers never stop.
  await waitUntilQuiet(client, settledAfterMs);
  if (!succeeded(await sendRequest(address, '/feed'))) return [];
  return textsOf(await feedReader(address, client).compareRepeatedly(when));
}
