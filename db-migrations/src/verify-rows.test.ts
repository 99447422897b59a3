import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, withClient } from './database-access.ts';
import { defaultSeed, seed } from './seed.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';
import { beginVerify, deleteVerifyRows, rejectedPost, verifyPrefix, verifyProgram, verifyUser } from './verify-rows.ts';

const database = await createTestDatabase();
after(() => database.drop());

const written = () => database.query(`SELECT user_id, content FROM posts WHERE id > 10000 ORDER BY id`);
const cleanUp = () => withClient(database.ownerUrl, deleteVerifyRows);
const insertPost = (userId: number, content: string) =>
  database.query('INSERT INTO posts (user_id, content) VALUES ($1, $2)', [userId, content]);
const countUsers = async () => (await database.query('SELECT FROM users')).length;

const importOldPosts = `
INSERT INTO posts (user_id, content, created_at)
SELECT ${verifyUser.id}, '${verifyPrefix}imported', timestamptz '2020-01-01' + make_interval(mins => number)
FROM generate_series(1, 10000) AS number`;

test('what a killed verify leaves is deleted, and what people have posted stays, before it and meanwhile', async () => {
  await insertPost(1, 'hello');
  await withClient(database.ownerUrl, beginVerify);
  await database.query(importOldPosts);
  await insertPost(1, `${verifyPrefix}by the API`);
  await insertPost(1, 'hello');
  await insertPost(1, ' \n\t ');
  await insertPost(2, 'hello');
  assert.equal(await cleanUp(), 10_003);
  assert.deepEqual(await written(), [
    { user_id: 1, content: 'hello' },
    { user_id: 2, content: 'hello' },
  ]);
  assert.equal(await countUsers(), defaultSeed.users);
  assert.equal(await cleanUp(), 0);
  assert.equal(await seed(database.ownerUrl, defaultSeed), false);
});

test('the clean-up leaves no dead rows, so that the next scan takes as long as before', async () => {
  const own = await createTestDatabase();
  const readPages = () => own.query(`SELECT pg_relation_size('posts') AS bytes`);
  const before = await readPages();
  await withClient(own.ownerUrl, beginVerify);
  await own.query(importOldPosts);
  assert.notDeepEqual(await readPages(), before);
  await withClient(own.ownerUrl, deleteVerifyRows);
  assert.deepEqual(await readPages(), before);
  await own.drop();
});

test('without the foreign key, posts of users who do not exist are deleted if verify has sent them', async () => {
  const own = await createTestDatabase();
  await own.query('ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey');
  const insert = `INSERT INTO posts (user_id, content) VALUES (2147483647, $1)`;
  for (const content of [rejectedPost.content, 'hello', 'by a person']) await own.query(insert, [content]);
  assert.equal(await withClient(own.ownerUrl, deleteVerifyRows), 2);
  assert.deepEqual(await own.query('SELECT content FROM posts WHERE user_id > 600'), [{ content: 'by a person' }]);
  await own.drop();
});

test('copies that a learner’s trigger made of the posts are deleted, too', async () => {
  const own = await createTestDatabase();
  await own.query(`CREATE TABLE feed_posts AS SELECT id, content FROM posts`);
  await own.query(`INSERT INTO feed_posts (id, content) VALUES (10001, '${verifyPrefix}copied')`);
  await withClient(own.ownerUrl, deleteVerifyRows);
  assert.deepEqual(await own.query('SELECT max(id) AS last FROM feed_posts'), [{ last: 10_000 }]);
  await own.drop();
});

test('the session of a killed verify is ended, with its lock, and a post that waited for the lock is deleted', async () => {
  const verify = await connect(database.ownerUrl);
  await beginVerify(verify);
  await verify.query('BEGIN; LOCK TABLE posts');
  const api = await connect(database.apiUrl);
  const posted = api.query(`INSERT INTO posts (user_id, content) VALUES (1, $1)`, [`${verifyPrefix}waited`]);
  await waitFor(async () => (await database.query('SELECT FROM pg_locks WHERE NOT granted')).length > 0);
  await cleanUp();
  await posted;
  await api.end();
  const left = `SELECT FROM posts WHERE starts_with(content, $1)`;
  assert.deepEqual(await database.query(left, [verifyPrefix]), []);
  const sessions = 'SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()';
  assert.deepEqual(await database.query(sessions, [verifyProgram]), []);
});
