import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { compareWithSeed, type SeedComparison } from './compare-seed.ts';
import { connect } from './database-access.ts';
import { defaultSeed, seed } from './seed.ts';
import { createTestDatabase } from './testing/test-database.ts';

const database = await createTestDatabase();
const client = await connect(database.ownerUrl);
after(async () => {
  await client.end();
  await database.drop();
});

const unchanged: SeedComparison = {
  posts: 10_000,
  seeded: 10_000,
  comparedPosts: 10_000,
  changedPosts: 0,
  changedUsers: 0,
};

async function compareAfter(change: string): Promise<SeedComparison> {
  await database.query(change);
  return compareWithSeed(client, defaultSeed);
}

async function restoreRows(): Promise<void> {
  await database.query('TRUNCATE posts, users');
  await seed(database.ownerUrl, defaultSeed);
}

beforeEach(restoreRows);

test('the rows of the seed are as they were, whatever people have posted since', async () => {
  assert.deepEqual(await compareWithSeed(client, defaultSeed), unchanged);
  const found = await compareAfter(`INSERT INTO posts (user_id, content) VALUES (1, 'hello')`);
  assert.deepEqual(found, { ...unchanged, posts: 10_001 });
});

test('a text that was cut, a time that was moved, and another author are found, with an example', async () => {
  const cut = await compareAfter('UPDATE posts SET content = left(content, 30) WHERE id <= 9000');
  assert.ok(cut.changedPosts > 8000, String(cut.changedPosts));
  assert.equal(cut.example?.table, 'posts');
  const { found, expected } = cut.example ?? {};
  assert.ok(found && expected && found.length < expected.length, JSON.stringify(cut.example));
  await restoreRows();
  const moved = await compareAfter(`UPDATE posts SET created_at = created_at - interval '1 ms' WHERE id = 77`);
  assert.deepEqual([moved.changedPosts, moved.example?.id], [1, 77]);
  const changed = await compareAfter('UPDATE posts SET user_id = user_id % 600 + 1 WHERE id IN (76, 9999)');
  assert.deepEqual([changed.changedPosts, changed.example?.id], [3, 76]);
});

test('a renamed user is found', async () => {
  const renamed = await compareAfter(`UPDATE users SET username = 'somebody else' WHERE id = 600`);
  assert.deepEqual([renamed.changedPosts, renamed.changedUsers], [0, 1]);
  assert.match(JSON.stringify(renamed.example), /"table":"users","id":600,"found":"\(600,\\"somebody else\\"/);
});

test('a deleted post is found', async () => {
  const deleted = await compareAfter('DELETE FROM posts WHERE id = 5000');
  assert.deepEqual(
    [deleted.posts, deleted.seeded, deleted.changedPosts, deleted.example?.id, deleted.example?.found],
    [9999, 9999, 1, 5000, null],
  );
});

test('partitions, other columns, other indexes and an older type of created_at are not a difference', async () => {
  const own = await createTestDatabase();
  await own.query('ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz(3)');
  await own.query('ALTER TABLE posts ADD COLUMN likes integer NOT NULL DEFAULT 0');
  const compare = () => compareIn(own.ownerUrl);
  assert.deepEqual(await compare(), unchanged);
  await own.query(`
    ALTER TABLE posts RENAME TO old_posts;
    CREATE TABLE posts (LIKE old_posts) PARTITION BY RANGE (created_at);
    CREATE TABLE posts_2025 PARTITION OF posts FOR VALUES FROM ('2025-01-01') TO ('2025-12-01');
    CREATE TABLE posts_default PARTITION OF posts DEFAULT;
    INSERT INTO posts TABLE old_posts`);
  assert.deepEqual(await compare(), unchanged);
  await own.query('INSERT INTO posts SELECT * FROM old_posts WHERE id = 7');
  assert.equal((await compare()).seeded, 10_001, 'without a primary key, a post can exist twice');
  await own.drop();
});

test("the database's time zone does not matter", async () => {
  const own = await createTestDatabase();
  await own.query(`ALTER DATABASE ${own.name} SET timezone = 'Europe/Berlin'`);
  assert.deepEqual(await compareIn(own.ownerUrl), unchanged);
  await own.drop();
});

test('of many posts, a sample is compared that spreads from the oldest to the newest', async () => {
  const compare = () => compareWithSeed(client, defaultSeed, { sample: 100 });
  assert.deepEqual(await compare(), { ...unchanged, comparedPosts: 100 });
  await database.query(`UPDATE posts SET content = 'changed' WHERE id IN (1, 10000)`);
  assert.equal((await compare()).changedPosts, 2);
  await database.query(`UPDATE posts SET content = 'changed'`);
  assert.equal((await compare()).changedPosts, 100);
});

async function compareIn(ownerUrl: string): Promise<SeedComparison> {
  const own = await connect(ownerUrl);
  return compareWithSeed(own, defaultSeed).finally(() => own.end());
}
