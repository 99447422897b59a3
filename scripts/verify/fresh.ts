import type pg from 'pg';
import { ask, post } from './ask.ts';
import type { Complaints } from './evidence.ts';
import { postSchema } from './feed-shape.ts';
import { differs, readTrueFeed } from './true-feed.ts';

/** Several in turn: behind one address there may be more than one process, each with a memory of its own. */
const looks = 3;

/** What verify writes is known by its words, and by nothing that the API answers: a wrong id would be somebody else's post. */
const byApi = 'make verify: by the API';
const besideApi = 'make verify: written beside the API';

/** Takes away what verify wrote, also in a run that was killed, and what an API without checks took from it: a blank post. */
async function removeWritten(client: pg.ClientBase): Promise<void> {
  await client.query(`DELETE FROM posts WHERE user_id = 1 AND (content = ANY ($1) OR btrim(content) = '')`, [
    [byApi, besideApi],
  ]);
}

/**
 * Two posts that another program writes, as an import or a second copy of the API would. The second to come is the older one: the
 * order of ids is not the order of time.
 */
const writeTwo = `
INSERT INTO posts (user_id, content, created_at)
SELECT 1, $1, moment
FROM (VALUES (now() + interval '1 millisecond'), (now() - interval '1 second')) AS moments (moment)`;

/**
 * Writes posts, by the API and beside it, and looks whether the very next feed has them; then takes them away and looks once more.
 * Resolves to what was wrong before any of it (`correct`), and after (`fresh`).
 */
export async function lookForNewPosts(
  address: string,
  client: pg.ClientBase,
): Promise<{ correct: Complaints; fresh: Complaints }> {
  const compare = async () => differs(await ask(address, '/feed'), await readTrueFeed(client));
  const look = async (when: string): Promise<Complaints> => {
    for (let count = 0; count < looks; count += 1) {
      const difference = await compare();
      // Somebody may have posted between the two looks: then the next two agree.
      if (difference && (await compare())) return [`${when}: ${difference}`];
    }
    return [];
  };
  await removeWritten(client);
  const correct = await look('before anything was written');
  try {
    const { status, body, headers } = await post(address, '/posts', { user_id: 1, content: byApi });
    const created = postSchema.safeParse(body);
    if (status !== 201 || !created.success || !headers.has('location'))
      return { correct, fresh: [`POST /posts: expected 201, the row and a Location, got status ${status}`] };
    const afterPost = await look('right after a post');
    await client.query(writeTwo, [besideApi]);
    const afterOthers = await look('right after another program wrote two posts');
    await removeWritten(client);
    const afterRemoval = await look('right after they were taken away again');
    return { correct, fresh: [...afterPost, ...afterOthers, ...afterRemoval] };
  } finally {
    await removeWritten(client);
  }
}
