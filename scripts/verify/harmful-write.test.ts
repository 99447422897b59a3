// Early: sends requests.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { findHarmfulWrite } from './harmful-write.ts';

const context = useTestApi();

const useTrigger = (body: string, when: string, condition = '') =>
  context.database.query(`
    CREATE FUNCTION learners() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN ${body}; RETURN NULL; END $$;
    CREATE TRIGGER learners AFTER ${when} ON posts FOR EACH ROW ${condition} EXECUTE FUNCTION learners()`);

afterEach(() => context.database.query('DROP FUNCTION IF EXISTS learners CASCADE'));

const readPosts = () => context.database.query(`SELECT id, user_id, content, created_at::text FROM posts ORDER BY id`);

/** As verify does; nothing may be lost. */
async function find(): Promise<string | undefined> {
  const before = await readPosts();
  const found = await withClient(context.database.ownerUrl, async (client) => {
    const lastId = await beginVerify(client);
    return findHarmfulWrite(context.api.url, client).finally(() => deleteVerifyRows(client, lastId));
  });
  assert.deepEqual(await readPosts(), before);
  return found;
}

const deleteOldest = 'DELETE FROM public.posts WHERE id = (SELECT id FROM public.posts ORDER BY created_at LIMIT 1)';

test('in the lab’s tables, a post changes nothing else', async () => {
  assert.equal(await find(), undefined);
});

test('a trigger that deletes the oldest post is found, and no post is lost', async () => {
  await useTrigger(deleteOldest, 'INSERT');
  assert.match((await find()) ?? '', /^when another program .*, 1 other post disappeared, for example post \d+$/);
});

test('a trigger that deletes others with a post is found', async () => {
  await useTrigger('DELETE FROM public.posts WHERE id IN (7, 8)', 'DELETE');
  assert.match((await find()) ?? '', /^when another program .*, 2 other posts disappeared/);
});

test('a trigger that changes another post is found', async () => {
  await useTrigger(`UPDATE public.posts SET content = 'changed' WHERE id = 5`, 'INSERT');
  assert.match((await find()) ?? '', /^when another program .*, 1 other post changed, for example post 5$/);
});

test('one that concerns only the API is found, too, and what was lost is restored', async () => {
  const body = `${deleteOldest}; UPDATE public.posts SET content = 'changed' WHERE id = 5`;
  await useTrigger(body, 'INSERT', `WHEN (session_user = 'feed_api')`);
  assert.match((await find()) ?? '', /^when the API wrote one post, 1 other post disappeared and 1 other post changed/);
});

test('a trigger that writes another column of other posts harms none', async () => {
  await context.database.query('ALTER TABLE posts ADD place integer DEFAULT 0');
  await useTrigger('UPDATE public.posts SET place = place + 1 WHERE id > 9990 AND id <> new.id', 'INSERT');
  assert.equal(await find(), undefined);
  await context.database.query('ALTER TABLE posts DROP place');
});
