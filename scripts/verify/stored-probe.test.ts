import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { readStored, readStoredAgain } from './stored-probe.ts';

const database = await createTestDatabase();
after(() => database.drop());

const read = () => withClient(database.ownerUrl, (client) => readStored(client, defaultSeed));

test('posts of another year that people have imported are neither counted as seeded nor called changed', async () => {
  await database.query(`
    INSERT INTO posts (user_id, content, created_at)
    SELECT 1, 'imported', timestamptz '2020-01-01' + make_interval(mins => number) FROM generate_series(1, 150) AS number`);
  const { posts, expected, seeded, changed } = await read();
  assert.deepEqual(
    { posts, expected, seeded, changed },
    { posts: 10_150, expected: 10_000, seeded: 10_000, changed: '' },
  );
});

test('a post that has gone missing since the first comparison is found, and newer ones are not counted', async () => {
  const before = await read();
  const [post] = await database.query(
    'DELETE FROM posts WHERE id = 9000 RETURNING id, user_id, content, created_at::text',
  );
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'by verify')`);
  const again = await withClient(database.ownerUrl, (client) => readStoredAgain(client, before, defaultSeed, []));
  assert.deepEqual([again.posts, again.seeded, before.seeded], [before.posts, 9_999, 10_000]);
  await database.query(
    'INSERT INTO posts OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_record(NULL::posts, $1)',
    [JSON.stringify(post)],
  );
});

test('a post of the seed that is missing, or says something else, is found', async () => {
  await database.query(`DELETE FROM posts WHERE id = 10000; UPDATE posts SET content = 'short' WHERE id = 1`);
  const { seeded, changed, example } = await read();
  assert.equal(seeded, 9_999);
  assert.equal(changed, '2 of the 10,000 posts that were compared');
  assert.match(example ?? '', /^in posts: expected \(1,.*, found \(1,.*short/);
});
