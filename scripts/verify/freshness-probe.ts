import type pg from 'pg';
import { postSchema } from './api-schemas.ts';
import type { FeedEvidence } from './evidence.ts';
import { describeFeedDifference, readExpectedFeed } from './expected-feed.ts';
import { postJson, sendRequest } from './send-request.ts';

/** There may be several processes behind one address, each with a cache of its own. */
const readsPerStep = 3;

/** Identifies the posts of verify. The id that the API returns might be another post's. */
const writtenByApi = 'make verify: by the API';
const writtenDirectly = 'make verify: written by another program';

/** Deletes the posts of a killed run, too. */
async function deleteWrittenPosts(client: pg.ClientBase): Promise<void> {
  await client.query(`DELETE FROM posts WHERE user_id = 1 AND content = ANY ($1)`, [[writtenByApi, writtenDirectly]]);
}

/**
 * Two posts that another program writes, such as an import or a second copy of the API. The second
 * row is the older one: ids do not follow the order of time.
 */
const insertTwoPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT 1, $1, created_at
FROM (VALUES (now() + interval '1 millisecond'), (now() - interval '1 second')) AS times (created_at)`;

/** Compares the feed with the table, before any write and after each insert and delete. */
export async function probeFreshness(address: string, client: pg.ClientBase): Promise<FeedEvidence> {
  const compare = async () =>
    describeFeedDifference(await sendRequest(address, '/feed'), await readExpectedFeed(client));
  const compareRepeatedly = async (when: string): Promise<string[]> => {
    for (let read = 0; read < readsPerStep; read += 1) {
      const difference = await compare();
      // Somebody may have posted between the two reads; then a second comparison agrees.
      if (difference && (await compare())) return [`${when}: ${difference}`];
    }
    return [];
  };
  await deleteWrittenPosts(client);
  const correct = await compareRepeatedly('before anything was written');
  try {
    const { status, body, headers } = await postJson(address, '/posts', { user_id: 1, content: writtenByApi });
    if (status !== 201 || !postSchema.safeParse(body).success || !headers.has('location'))
      return { correct, fresh: [`POST /posts: expected 201, the row and a Location, got status ${status}`] };
    const afterPost = await compareRepeatedly('right after a post');
    await client.query(insertTwoPosts, [writtenDirectly]);
    const afterInsert = await compareRepeatedly('right after another program wrote two posts');
    await deleteWrittenPosts(client);
    const afterDelete = await compareRepeatedly('right after these posts were deleted');
    return { correct, fresh: [...afterPost, ...afterInsert, ...afterDelete] };
  } finally {
    await deleteWrittenPosts(client);
  }
}
