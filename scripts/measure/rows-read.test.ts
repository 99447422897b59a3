import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { countRowsRead } from './rows-read.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const withOwner = <Outcome>(work: (client: pg.Client) => Promise<Outcome>) => withClient(database.ownerUrl, work);

/** The rows that a statement reads in the session that counts them. */
async function rowsReadBy(client: pg.ClientBase, statement: string): Promise<number> {
  const before = await countRowsRead(client);
  await client.query(statement);
  return (await countRowsRead(client)) - before;
}

test('a scan of posts counts every post, and users do not count', () =>
  withOwner(async (client) => {
    const join = 'SELECT count(posts.content) FROM posts JOIN users ON users.id = posts.user_id';
    assert.equal(await rowsReadBy(client, join), 10_000);
    assert.equal(await rowsReadBy(client, 'SELECT count(username) FROM users'), 0);
    assert.equal(await rowsReadBy(client, 'SELECT count(*) FROM pgmigrations'), 0);
  }));

test('what a session has read is counted as soon as it ends', () =>
  withOwner(async (client) => {
    const before = await countRowsRead(client);
    await withClient(database.apiUrl, (other) => other.query('SELECT count(content) FROM posts'));
    assert.equal((await countRowsRead(client)) - before, 10_000);
  }));

test('rows of partitions count, whichever index or scan reads them, and so do those of other schemas', () =>
  withOwner(async (client) => {
    await client.query(`
      CREATE SCHEMA parted;
      CREATE TABLE parted.posts (LIKE public.posts) PARTITION BY RANGE (id);
      CREATE TABLE parted.posts_1 PARTITION OF parted.posts FOR VALUES FROM (0) TO (6001);
      CREATE TABLE parted.posts_2 PARTITION OF parted.posts FOR VALUES FROM (6001) TO (20000);
      INSERT INTO parted.posts SELECT * FROM public.posts`);
    assert.equal(await rowsReadBy(client, 'SELECT count(content) FROM parted.posts'), 10_000);
    assert.equal(await rowsReadBy(client, 'SELECT count(content) FROM parted.posts_2'), 4000);
    await client.query('CREATE INDEX ON parted.posts (created_at)');
    await client.query('ANALYZE parted.posts');
    const newest = 'SELECT content FROM parted.posts ORDER BY created_at DESC LIMIT 20';
    // One row more of each partition than of the one that is merged last.
    const rowsRead = await rowsReadBy(client, newest);
    assert.ok(rowsRead >= 20 && rowsRead <= 22, String(rowsRead));
  }));

test('reading a materialized view and refreshing it are both counted', () =>
  withOwner(async (client) => {
    await client.query('CREATE MATERIALIZED VIEW newest AS SELECT * FROM posts ORDER BY created_at DESC LIMIT 20');
    assert.equal(await rowsReadBy(client, 'SELECT * FROM newest'), 20);
    assert.equal(await rowsReadBy(client, 'REFRESH MATERIALIZED VIEW newest'), 10_000);
  }));

test('an index-only scan counts although it does not read the table', async () => {
  await database.query('CREATE INDEX idx_only ON posts (user_id)');
  // VACUUM makes the pages visible to all, so that the scan does not have to look at the table.
  await database.query('VACUUM (ANALYZE) posts');
  await withOwner(async (client) => {
    await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off');
    const scan = 'SELECT count(user_id) FROM posts WHERE user_id > 0';
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${scan}`);
    assert.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /Index Only Scan using idx_only/);
    // The planner also reads the ends of the index, to estimate how much of it the condition
    // selects.
    const rowsRead = await rowsReadBy(client, scan);
    assert.ok(rowsRead >= 10_000 && rowsRead <= 10_002, String(rowsRead));
  });
});
