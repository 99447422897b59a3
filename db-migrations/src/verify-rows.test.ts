import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type pg from 'pg';
import { connect, withClient } from './database-access.ts';
import { limitStatements } from './limit-statements.ts';
import { programs } from './names.ts';
import { defaultSeed, seed } from './seed.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';
import { beginVerify, deleteVerifyRows, rejectedPost, verifyPrefix, verifyUser } from './verify-rows.ts';

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

test('the next post has the id that it would have had without verify, unless somebody has posted since', async () => {
  const own = await createTestDatabase();
  const insert = `INSERT INTO posts (user_id, content) VALUES (1, 'by a person') RETURNING id`;
  const post = async () => (await own.query<{ id: number }>(insert))[0]?.id ?? 0;
  const first = await post();
  await own.query('DELETE FROM posts WHERE id = $1', [first]);
  const verify = (meanwhile: () => Promise<unknown>) =>
    withClient(own.ownerUrl, async (client) => {
      const lastId = await beginVerify(client);
      await client.query(importOldPosts);
      await meanwhile();
      await deleteVerifyRows(client, lastId);
    });
  await verify(async () => {});
  assert.equal(await post(), first + 1);
  let meanwhile = 0;
  await verify(async () => {
    meanwhile = await post();
  });
  assert.ok(meanwhile > first + 10_000);
  assert.equal(await post(), meanwhile + 1);
  await own.drop();
});

test('an id that a session keeps for later is not given to another one', async () => {
  const own = await createTestDatabase();
  await own.query(`ALTER TABLE posts ALTER id SET CACHE 100`);
  const api = await connect(own.apiUrl);
  const post = async (by: pg.ClientBase) => {
    const { rows } = await by.query(`INSERT INTO posts (user_id, content) VALUES (1, 'by a person') RETURNING id`);
    return rows[0].id;
  };
  await withClient(own.ownerUrl, async (client) => {
    const lastId = await beginVerify(client);
    await post(api);
    await deleteVerifyRows(client, lastId);
    const ids = new Set<number>();
    for (let count = 0; count < 20; count++) ids.add(await post(api)).add(await post(client));
    assert.equal(ids.size, 40);
  });
  await api.end();
  await own.drop();
});

test('the cleanup leaves no dead rows, so that the next scan takes as long as before', async () => {
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

/** As the server sees it when the client's process is killed. */
const kill = (client: pg.Client) => (client as unknown as { connection: pg.Connection }).connection.stream.destroy();

/** Begins a verify, on a connection of its own. */
async function begin(own = database): Promise<pg.Client> {
  const verify = await connect(own.ownerUrl);
  await beginVerify(verify);
  return verify;
}

const sessionsOfVerify = () =>
  database.query('SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()', [
    programs.verify,
  ]);

test('a post that waited for the lock of a killed verify is deleted, however late it is written', async () => {
  const verify = await begin();
  await verify.query('BEGIN; LOCK TABLE posts');
  const api = await connect(database.apiUrl);
  const posted = api.query(`INSERT INTO posts (user_id, content) VALUES (1, $1)`, [`${verifyPrefix}waited`]);
  // As a request that stood in line for the same connection.
  const next = api.query(`INSERT INTO posts (user_id, content) VALUES (1, $1)`, [`${verifyPrefix}came next`]);
  await waitFor(async () => (await database.query('SELECT FROM pg_locks WHERE NOT granted')).length > 0);
  kill(verify);
  await cleanUp();
  await Promise.all([posted, next]);
  await api.end();
  const left = `SELECT FROM posts WHERE starts_with(content, $1)`;
  assert.deepEqual(await database.query(left, [verifyPrefix]), []);
  assert.deepEqual(await sessionsOfVerify(), []);
});

test('the session of a verify that was killed during a long statement ends, and its rows are deleted', async () => {
  const verify = await begin();
  const statement = assert.rejects(verify.query('SELECT count(*) FROM posts AS a, posts AS b, posts AS c'));
  kill(verify);
  await statement;
  await cleanUp();
  assert.equal(await countUsers(), defaultSeed.users);
  assert.deepEqual(await sessionsOfVerify(), []);
});

test('while a verify runs, no other one begins, and nobody deletes its rows', async () => {
  const verify = await begin();
  await assert.rejects(withClient(database.ownerUrl, beginVerify), { name: 'VerifyRunning' });
  await assert.rejects(cleanUp(), { name: 'VerifyRunning' });
  assert.equal(await countUsers(), defaultSeed.users + 1);
  await deleteVerifyRows(verify);
  // It still has the lock: its own cleanup does not release it.
  await assert.rejects(cleanUp(), { name: 'VerifyRunning' });
  await verify.end();
  await cleanUp();
});

test('another program’s lock or trigger holds verify up for at most five seconds, a statement for ten, or longer if the table is large', async () => {
  const own = await createTestDatabase();
  const limits = async () =>
    withClient(own.ownerUrl, async (client) => {
      await limitStatements(client);
      const read = 'SELECT setting::integer AS ms FROM pg_settings WHERE name = $1';
      const settings = ['lock_timeout', 'statement_timeout'].map((name) => client.query<{ ms: number }>(read, [name]));
      return (await Promise.all(settings)).map(({ rows }) => rows[0]?.ms ?? 0);
    });
  // On a slow machine, even twenty scans of this table may take more than ten seconds.
  const [lockTimeoutMs, ofFewMs = 0] = await limits();
  assert.equal(lockTimeoutMs, 5000);
  assert.ok(ofFewMs >= 10_000, `${ofFewMs} ms`);
  // As slow to read as a table of twenty million posts.
  await own.query(`
    ALTER TABLE posts RENAME TO few;
    CREATE VIEW posts AS
    SELECT id, user_id, CASE WHEN copy > 0 THEN content END AS content, created_at
    FROM few, generate_series(1, 2000) AS copy`);
  const [sameLockTimeoutMs, ofManyMs = 0] = await limits();
  assert.equal(sameLockTimeoutMs, 5000);
  assert.ok(ofManyMs > ofFewMs, `${ofManyMs} ms, and ${ofFewMs} ms for few posts`);
  await own.drop();
});

test('posts that people import while verify runs hide none of verify’s', async () => {
  const verify = await connect(database.ownerUrl);
  const lastId = await beginVerify(verify);
  await insertPost(1, `${verifyPrefix}by the API`);
  const imported = `INSERT INTO posts (user_id, content, created_at) VALUES (1, 'old', '2020-01-01') RETURNING id`;
  const [row] = await database.query<{ id: number }>(imported);
  assert.equal(await deleteVerifyRows(verify, lastId), 1);
  assert.equal((await database.query('DELETE FROM posts WHERE id = $1 RETURNING id', [row?.id])).length, 1);
  await verify.end();
});
