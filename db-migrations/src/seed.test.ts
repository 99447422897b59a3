import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { compareWithSeed } from './compare-seed.ts';
import { withClient } from './database-access.ts';
import { migrate } from './migrate.ts';
import { defaultSeed, seed, seededRows } from './seed.ts';
import { createTestDatabase, lockPosts, type TestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';

const database = await createTestDatabase();
after(() => database.drop());

async function fingerprint({ query }: TestDatabase): Promise<string | undefined> {
  const [row] = await query<{ hash: string }>(`
    SELECT md5((SELECT string_agg(users::text, '|' ORDER BY id) FROM users)
            || (SELECT string_agg(posts::text, '|' ORDER BY id) FROM posts)) AS hash`);
  return row?.hash;
}

test('seeding creates the same rows in every run and on every machine', async () => {
  // From the first run. Results measured with different rows cannot be compared with old ones.
  assert.equal(await fingerprint(database), 'c537236976454da80e87870c408b72b9');
});

test('the seed is 600 users and 10,000 posts over 90 days, and created_at increases with the id', async () => {
  const [row] = await database.query(`
    SELECT (SELECT count(*)::integer FROM users) AS users, count(*)::integer AS posts, count(DISTINCT created_at)::integer AS instants,
      extract(day FROM max(created_at) - min(created_at))::integer AS days,
      bool_and(char_length(content) BETWEEN 10 AND 280) AS readable
    FROM posts`);
  assert.deepEqual(row, { users: 600, posts: 10_000, instants: 10_000, days: 89, readable: true });
  const [unordered] = await database.query(`
    SELECT count(*)::integer AS rows FROM (SELECT created_at < lag(created_at) OVER (ORDER BY id) AS falls FROM posts) AS steps WHERE falls`);
  assert.equal(unordered?.rows, 0);
});

test('the seed ends with VACUUM and ANALYZE', async () => {
  const [row] = await database.query(`
    SELECT relallvisible = relpages AS vacuumed, reltuples::integer AS rows,
      (SELECT count(*)::integer FROM pg_stats WHERE tablename = 'posts') AS columns
    FROM pg_class WHERE oid = 'posts'::regclass`);
  assert.deepEqual(row, { vacuumed: true, rows: 10_000, columns: 4 });
});

test('a few people write most of the posts', async () => {
  const [row] = await database.query<{ share: number }>(`
    SELECT sum(posts)::float / 10000 AS share
    FROM (SELECT count(*) AS posts FROM posts GROUP BY user_id ORDER BY count(*) DESC LIMIT 60) AS busiest`);
  assert.ok(row && row.share > 0.25 && row.share < 0.5, `the busiest tenth wrote ${row?.share}`);
});

test('seeding again changes nothing and keeps the posts that people wrote', async () => {
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'written by a person')`);
  const before = await fingerprint(database);
  assert.equal(await seed(database.ownerUrl, defaultSeed), false);
  assert.equal(await fingerprint(database), before);
});

test('a different number of posts replaces the rows, and the previous number restores them', async () => {
  const fresh = await createTestDatabase();
  const before = await fingerprint(fresh);
  const seen: number[] = [];
  const options = { onProgress: (posts: number) => seen.push(posts) };
  assert.equal(await seed(fresh.ownerUrl, { users: 600, posts: 250_000 }, options), true);
  assert.deepEqual(seen, [100_000, 200_000, 250_000]);
  // As by the seed that inserted everything in one transaction, with every check per row.
  assert.equal(await fingerprint(fresh), '19da8561809a033ab6412b08da6a0e86');
  await seed(fresh.ownerUrl, defaultSeed);
  assert.equal(await fingerprint(fresh), before);
  await fresh.drop();
});

test("the database's time zone does not change the rows", async () => {
  const fresh = await createTestDatabase();
  await fresh.query(`ALTER DATABASE ${fresh.name} SET timezone = 'Europe/Berlin'; TRUNCATE posts, users`);
  await seed(fresh.ownerUrl, defaultSeed);
  const compared = await withClient(fresh.ownerUrl, (client) => compareWithSeed(client, defaultSeed));
  assert.deepEqual([compared.changedPosts, compared.changedUsers], [0, 0]);
  await fresh.drop();
});

test('an interrupted seed of up to 100,000 posts changes nothing', async () => {
  const fresh = await createTestDatabase();
  const before = await fingerprint(fresh);
  const release = await lockPosts(fresh.ownerUrl);
  const interrupt = new AbortController();
  const onWaiting = (text: string) => text && interrupt.abort();
  const seeding = seed(fresh.ownerUrl, { users: 600, posts: 100_000 }, { signal: interrupt.signal, onWaiting });
  await assert.rejects(seeding, { name: 'AbortError' });
  await release();
  assert.equal(await fingerprint(fresh), before);
  await fresh.drop();
});

test('a new post gets the next id', async () => {
  const fresh = await createTestDatabase();
  const [row] = await fresh.query(`INSERT INTO posts (user_id, content) VALUES (1, 'next') RETURNING id`);
  assert.equal(row?.id, 10_001);
  await migrate(fresh.ownerUrl, 1);
  await fresh.drop();
});

test('whoever counts the rows while a seed locks the tables waits for it, and neither ends in a deadlock', () =>
  withClient(database.ownerUrl, async (seeding) => {
    await seeding.query('BEGIN; LOCK TABLE posts');
    const counted = withClient(database.ownerUrl, seededRows);
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await waitFor(async () => (await database.query(waiting)).length === 1);
    await seeding.query('LOCK TABLE users');
    await seeding.query('ROLLBACK');
    const { users, posts } = await counted;
    assert.deepEqual({ users, posts }, defaultSeed);
  }));
