import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { compareWithSeed } from './compare-seed.ts';
import { withClient } from './database-access.ts';
import { dumpSchema } from './dump-schema.ts';
import { migrate } from './migrate.ts';
import { findSchemaChanges, type RestoredSchema, restoreSchema } from './restore-schema.ts';
import { defaultSeed } from './seed.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';

const fresh = await createTestDatabase();
after(() => fresh.drop());
const schemaOfMigration1 = await withClient(fresh.ownerUrl, dumpSchema);

const restore = (database: TestDatabase): Promise<RestoredSchema | undefined> =>
  withClient(database.ownerUrl, (client) => restoreSchema(client, defaultSeed));

async function assertRestored(database: TestDatabase): Promise<void> {
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  await migrate(database.ownerUrl, 1);
  assert.equal(await withClient(database.ownerUrl, dumpSchema), schemaOfMigration1);
  const compared = await withClient(database.ownerUrl, (client) => compareWithSeed(client, defaultSeed));
  assert.deepEqual([compared.seeded, compared.changedPosts, compared.changedUsers], [10_000, 0, 0]);
}

const byPeople = `SELECT id, user_id, content FROM posts WHERE id > 10000 ORDER BY id`;
const writePost = `INSERT INTO posts (user_id, content) VALUES (7, 'by a person')`;

test('nothing happens where nothing differs: indexes on posts belong to the stage, and an older type does not count', async () => {
  const file = `SELECT pg_relation_filenode('posts') AS file, xmin::text FROM pg_class WHERE oid = 'posts'::regclass`;
  await fresh.query('CREATE INDEX mine ON posts (user_id)');
  await fresh.query('ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz(3)');
  const before = await fresh.query(file);
  assert.equal(await restore(fresh), undefined);
  assert.deepEqual(await fresh.query(file), before);
});

const partition = `
  ALTER TABLE posts RENAME TO old_posts;
  CREATE TABLE posts (LIKE old_posts INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
  CREATE TABLE posts_2025 PARTITION OF posts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE posts_default PARTITION OF posts DEFAULT;
  CREATE INDEX ON posts (created_at);
  INSERT INTO posts TABLE old_posts; DROP TABLE old_posts`;

for (const [change, statements] of Object.entries({
  'a dropped foreign key': 'ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey',
  'a dropped check': 'ALTER TABLE posts DROP CONSTRAINT posts_content_check',
  'a dropped primary key': 'ALTER TABLE posts DROP CONSTRAINT posts_pkey',
  'a dropped NOT NULL': 'ALTER TABLE posts ALTER COLUMN user_id DROP NOT NULL',
  'an unlogged table': 'ALTER TABLE posts SET UNLOGGED',
  'another column': 'ALTER TABLE posts ADD COLUMN likes integer NOT NULL DEFAULT 0',
  'another type': 'ALTER TABLE users ALTER COLUMN username TYPE varchar(80)',
  'a storage parameter': 'ALTER TABLE posts SET (autovacuum_enabled = off)',
  'more rights for the API': 'GRANT UPDATE, DELETE ON posts TO feed_api',
  'fewer rights for the API': 'REVOKE INSERT ON posts FROM feed_api',
  partitions: partition,
  'a changed seed': `ALTER TABLE posts ADD COLUMN x text; UPDATE posts SET content = left(content, 30); DELETE FROM posts WHERE id < 9000`,
}))
  test(`${change}: the tables are built again, with every post`, async () => {
    const database = await createTestDatabase();
    await database.query(writePost);
    const written = await database.query(byPeople);
    await database.query(statements);
    const restored = await restore(database);
    assert.deepEqual([restored?.tables, restored?.rows], [true, { posts: 1, lost: [] }]);
    await assertRestored(database);
    assert.deepEqual(await database.query(byPeople), written);
    await database.query(writePost);
    assert.equal((await database.query(byPeople)).length, 2);
    await database.drop();
  });

test('everything else that somebody created is dropped, and the tables are left as they are', async () => {
  const database = await createTestDatabase();
  await database.query(writePost);
  await database.query(`
    CREATE VIEW newest AS SELECT * FROM posts;
    CREATE MATERIALIZED VIEW feed AS SELECT * FROM newest;
    CREATE FUNCTION refresh() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN REFRESH MATERIALIZED VIEW feed; RETURN NULL; END';
    CREATE TRIGGER refresh AFTER INSERT ON posts EXECUTE FUNCTION refresh();
    CREATE RULE quiet AS ON DELETE TO posts DO INSTEAD NOTHING;
    CREATE TABLE copy AS TABLE posts;
    CREATE TYPE mood AS ENUM ('good');
    CREATE SCHEMA mine; CREATE TABLE mine.posts (id integer);
    CREATE INDEX of_users ON users (created_at);
    CREATE EXTENSION btree_gin;
    CREATE STATISTICS of_posts ON user_id, created_at FROM posts;
    ALTER DATABASE ${database.name} SET enable_seqscan = off;
    ALTER DATABASE ${database.name} SET search_path = mine, public;
    ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  const oid = `SELECT 'public.posts'::regclass::oid AS oid`;
  const before = await database.query(oid);
  const restored = await restore(database);
  assert.equal(restored?.tables, false);
  assert.deepEqual(restored?.others, [
    `settings of the database: enable_seqscan=off, search_path=mine, public, default_transaction_read_only=on`,
    'extension btree_gin',
    'schema mine',
    'rule quiet ON posts',
    'statistics public.of_posts',
    'trigger refresh ON posts',
    'materialized view public.feed',
    'table public.copy',
    'view public.newest',
    'routine refresh()',
    'type public.mood',
    'index of_users',
  ]);
  assert.deepEqual(await database.query(oid), before);
  await assertRestored(database);
  assert.equal((await database.query(byPeople)).length, 1);
  await database.drop();
});

test('where the number of posts is known, seeded rows that were changed or deleted are restored, too', async () => {
  const database = await createTestDatabase();
  const restoreRows = () =>
    withClient(database.ownerUrl, (client) => restoreSchema(client, defaultSeed, { compareRows: true }));
  await database.query(writePost);
  assert.equal(await restoreRows(), undefined);
  await database.query('UPDATE posts SET content = left(content, 20) WHERE id < 5000');
  const expected = { others: [], tables: false, seed: true, rows: { posts: 1, lost: [] } };
  assert.deepEqual(await restoreRows(), expected);
  await assertRestored(database);
  await database.query('DELETE FROM posts WHERE id = 17');
  assert.deepEqual(await restoreRows(), expected);
  await assertRestored(database);
  await database.drop();
});

test('posts that the schema does not allow are counted by reason', async () => {
  const database = await createTestDatabase();
  await database.query(writePost);
  await database.query(`
    ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, DROP CONSTRAINT posts_content_check, DROP CONSTRAINT posts_pkey;
    INSERT INTO posts (user_id, content) VALUES (2147483647, 'nobody wrote this'), (1, ''), (1, '');
    INSERT INTO posts (id, user_id, content) VALUES (10001, 1, 'twice')`);
  const restored = await restore(database);
  assert.deepEqual(restored?.rows, {
    posts: 1,
    lost: [
      { reason: 'posts by users who do not exist', count: 1 },
      { reason: 'posts with an id that another post has', count: 1 },
      { reason: 'posts without 1 to 280 characters', count: 2 },
    ],
  });
  await assertRestored(database);
  await database.drop();
});

test('if posts is a materialized view or missing, the seed is restored', async () => {
  const database = await createTestDatabase();
  await database.query('ALTER TABLE posts RENAME TO p; CREATE MATERIALIZED VIEW posts AS TABLE p');
  assert.deepEqual((await restore(database))?.rows, { posts: 0, lost: [] });
  await assertRestored(database);
  await database.query('DROP TABLE posts');
  const restored = await restore(database);
  assert.match(restored?.rows?.lost[0]?.reason ?? '', /^posts that could not be read: relation "public\.posts"/);
  await assertRestored(database);
  await database.drop();
});

test('an interrupted restoration changes nothing', async () => {
  const database = await createTestDatabase();
  await database.query('ALTER TABLE posts DROP CONSTRAINT posts_content_check');
  await database.query('CREATE VIEW newest AS SELECT * FROM posts');
  const before = await withClient(database.ownerUrl, findSchemaChanges);
  const stop = new AbortController();
  const size = { users: 600, posts: 1_000_000 };
  const restoring = withClient(database.ownerUrl, (client) => restoreSchema(client, size, { signal: stop.signal }));
  const isLocked = `SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'posts'::regclass`;
  await waitFor(async () => (await database.query(isLocked)).length > 0);
  stop.abort();
  await assert.rejects(restoring, { name: 'AbortError' });
  assert.deepEqual(await withClient(database.ownerUrl, findSchemaChanges), before);
  assert.equal((await database.query('SELECT FROM posts')).length, 10_000);
  await database.drop();
});
