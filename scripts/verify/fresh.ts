import type pg from 'pg';
import { ask, post } from './ask.ts';
import type { Complaints } from './evidence.ts';
import { postSchema } from './feed-shape.ts';
import { differs, readTrueFeed } from './true-feed.ts';

/** Several in turn: behind one address there may be more than one process, each with a memory of its own. */
const looks = 3;

/**
 * Two posts that another program writes, as an import or a second copy of the API would. The second to come is the older one: the
 * order of ids is not the order of time.
 */
const writeTwo = `
INSERT INTO posts (user_id, content, created_at)
SELECT 1, 'make verify: written beside the API', moment
FROM (VALUES (now() + interval '1 millisecond'), (now() - interval '1 second')) AS moments (moment)
RETURNING id`;

/**
 * Writes posts, by the API and beside it, and looks whether the very next feed has them; then takes them away and looks once more.
 * Resolves to what was wrong before any of it (`correct`), and after (`fresh`).
 */
export async function lookForNewPosts(
  address: string,
  client: pg.ClientBase,
): Promise<{ correct: Complaints; fresh: Complaints }> {
  const look = async (when: string): Promise<Complaints> => {
    const truth = await readTrueFeed(client);
    for (let count = 0; count < looks; count += 1) {
      const difference = differs(await ask(address, '/feed'), truth);
      if (difference) return [`${when}: ${difference}`];
    }
    return [];
  };
  const correct = await look('before anything was written');
  const written: number[] = [];
  try {
    const { status, body, headers } = await post(address, '/posts', { user_id: 1, content: 'make verify: by the API' });
    const created = postSchema.safeParse(body);
    if (status !== 201 || !created.success || !headers.has('location'))
      return { correct, fresh: [`POST /posts: expected 201, the row and a Location, got status ${status}`] };
    written.push(created.data.id);
    const afterPost = await look('right after a post');
    const { rows } = await client.query<{ id: number }>(writeTwo);
    written.push(...rows.map(({ id }) => id));
    const afterOthers = await look('right after another program wrote two posts');
    await remove(client, written);
    const afterRemoval = await look('right after they were taken away again');
    return { correct, fresh: [...afterPost, ...afterOthers, ...afterRemoval] };
  } finally {
    await remove(client, written);
  }
}

async function remove(client: pg.ClientBase, ids: number[]): Promise<void> {
  if (ids.length > 0) await client.query('DELETE FROM posts WHERE id = ANY ($1)', [ids.splice(0)]);
}
