import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { type PlanNode, summarizeScans } from './explain-feed.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
  await database.query(`
    CREATE TABLE parted (LIKE posts) PARTITION BY RANGE (id);
    CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (6001);
    CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (6001) TO (20000);
    INSERT INTO parted SELECT * FROM posts;
    CREATE MATERIALIZED VIEW newest AS SELECT * FROM posts ORDER BY created_at DESC LIMIT 20;
    CREATE INDEX idx_users ON posts (user_id) INCLUDE (created_at)`);
  await database.query('VACUUM (ANALYZE)');
});
after(() => database.drop());

const feedFrom = (table: string) =>
  `SELECT p.id, username FROM ${table} AS p JOIN users ON users.id = p.user_id ORDER BY p.created_at DESC LIMIT 20`;

async function summarize(client: pg.ClientBase, query: string) {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
  );
  assert.ok(rows[0]);
  return summarizeScans(rows[0]['QUERY PLAN'][0].Plan);
}

const summaryOf = (query: string, settings = 'SELECT 1') =>
  withClient(database.ownerUrl, async (client) => {
    await client.query(settings);
    return summarize(client, query);
  });

test('the rows of a table are those that one scan reads, without the users', async () => {
  assert.deepEqual(await summaryOf(feedFrom('posts')), { node: 'Seq Scan', index: null, rowsRead: 10_000 });
});

test('the rows of partitions are added up; with an index, few are read of each', async () => {
  assert.deepEqual(await summaryOf(feedFrom('parted')), { node: 'Seq Scan', index: null, rowsRead: 10_000 });
  await database.query('CREATE INDEX ON parted (created_at)');
  const { node, index, rowsRead } = await summaryOf(feedFrom('parted'));
  assert.equal(node, 'Index Scan');
  assert.match(index ?? '', /^parted_[12]_created_at_idx$/);
  assert.ok(rowsRead >= 20 && rowsRead <= 22, String(rowsRead));
});

test('the rows of a materialized view count', async () => {
  assert.deepEqual(await summaryOf(feedFrom('newest')), { node: 'Seq Scan', index: null, rowsRead: 20 });
});

test('an index-only scan reads as many rows as a scan of the table', async () => {
  const byUser = 'SELECT user_id, created_at FROM posts ORDER BY created_at DESC LIMIT 20';
  const summary = await summaryOf(byUser, 'SET enable_seqscan = off; SET enable_bitmapscan = off');
  assert.deepEqual(summary, { node: 'Index Only Scan', index: 'idx_users', rowsRead: 10_000 });
});

test('a bitmap scan has the index that found the rows, and rows that a filter removes were read', async () => {
  const ofUsers = `SELECT id FROM posts WHERE user_id > 0 AND content = 'nobody wrote this'`;
  const summary = await summaryOf(ofUsers, 'SET enable_seqscan = off; SET enable_indexscan = off');
  assert.deepEqual(summary, { node: 'Bitmap Heap Scan', index: 'idx_users', rowsRead: 10_000 });
});

test('a query that reads no table has the node at the top of its plan', async () => {
  assert.deepEqual(await summaryOf('SELECT username FROM users WHERE id = 1'), {
    node: 'Index Scan',
    index: null,
    rowsRead: 0,
  });
});
