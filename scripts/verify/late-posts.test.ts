import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { createLatePosts, type LatePosts } from './late-posts.ts';

const database = await createTestDatabase();
after(() => database.drop());

const never = new AbortController().signal;
const waitFor = (posts: LatePosts) => withClient(database.ownerUrl, (client) => posts.waitForAll(client, never, 1000));
const write = (content: string) => database.query('INSERT INTO posts (user_id, content) VALUES (1, $1)', [content]);

test('posts that were rejected are not waited for', async () => {
  const posts = createLatePosts();
  posts.nextContent();
  assert.deepEqual(await waitFor(posts), []);
});

test('a post that was accepted and is written later is waited for; one that is not is reported', async () => {
  const posts = createLatePosts();
  const first = posts.nextContent();
  posts.accepted(first);
  const waiting = waitFor(posts);
  await write(first);
  assert.deepEqual(await waiting, []);
  posts.accepted(posts.nextContent());
  assert.match((await waitFor(posts)).join(), /^The API accepted 1 post while .* has not written it yet/);
});
