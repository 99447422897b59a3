import pg from 'pg';
import { findRejectedWrite } from '../../db-migrations/src/rejected-write.ts';
import { deleteVerifyPosts } from '../../db-migrations/src/verify-rows.ts';
import { waitUntilQuiet } from '../../db-migrations/src/wait-until-quiet.ts';
import { listSchema, postSchema } from './api-schemas.ts';
import type { FeedEvidence } from './evidence.ts';
import { type Differences, feedReader, textsOf } from './feed-reader.ts';
import { compareOlderPage, listReader } from './list-probe.ts';
import { probeNewUser } from './new-user.ts';
import { describeNotKept, importedPosts, importPosts, makeImportedNewest, planWrites } from './other-program.ts';
import { probeOverlap } from './overlap-probe.ts';
import { postJson, sendRequest, succeeded } from './send-request.ts';
import { countCopies } from './slow-post.ts';
import { verifyContent } from './verify-content.ts';

/** How long the API may go on writing what it was asked to write. */
const settledAfterMs = 1500;

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
  const lists = listReader(address, client);
  const evidence: FeedEvidence = {
    ...{ correct: [], imported: false, fresh: [], pages: [], copies: 0 },
    ...{ notKept: undefined, rejectedWrite: undefined },
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
    evidence.notKept = await importPosts(client);
    evidence.imported = true;
    const imported = await reader.compareRepeatedly(`after another program had imported ${importedPosts} old posts`);
    // What it shows of the import should never have been there.
    add({ correct: textsOf(imported), fresh: [] });
    // While there are enough posts for a second page.
    const { missing, old } = await compareOlderPage(address, client);
    if (missing) evidence.pages.push(missing);
    if (old) evidence.fresh.push(old);
    const rejected = await postByApi(address);
    evidence.copies = await countCopies(client, 1, contentByApi);
    if (rejected) evidence.fresh.push(rejected);
    else add(await reader.compareChanged('right after a post'));
    // Whatever keeps lists has this one from now on.
    await lists.compare();
    for (const write of await planWrites(client)) {
      await client.query(write.statement, write.values);
      evidence.notKept ??= await describeNotKept(client, write);
      const when = `right after another program had ${write.what}`;
      const list = await lists.compare();
      add(await reader.compareChanged(when));
      if (list) evidence.fresh.push(`${when}: ${list}`);
    }
    evidence.fresh.push(...(await probeOverlap(address, client)));
    await makeImportedNewest(client);
    add(
      await reader.compareChanged('right after another program had set created_at of many posts to the current time'),
    );
    await deleteVerifyPosts(client);
    add(await reader.compareChanged('right after all of these posts were deleted'));
    evidence.fresh.push(...(await probeNewUser(address, client)));
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
