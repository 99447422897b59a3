import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import {
  createTestDatabase,
  runStatement,
  type TestDatabase,
} from '../../../db-migrations/src/testing/test-database.ts';
import { feedQuery } from '../routes/feed-query.ts';
import { statementRunner } from './run-statement.ts';

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.apiUrl);
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

const feed = { name: 'feed', text: feedQuery } as const;

/** Of the statements that the connection has prepared. */
async function preparedNames(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_prepared_statements ORDER BY name');
  return rows.map(({ name }) => name.replace(/_[0-9a-f]{8}_/, '_'));
}

/** Of the only statement that the connection has prepared. */
async function preparedName(of: pg.Client): Promise<string> {
  const { rows } = await of.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
  assert.equal(rows.length, 1);
  return rows[0]?.name ?? '';
}

const asOwner = (text: string) => runStatement(database.ownerUrl, text);

test('a statement is prepared once per connection', async () => {
  const run = statementRunner();
  for (let times = 0; times < 3; times += 1) assert.equal((await run(client, feed, [])).length, 20);
  assert.deepEqual(await preparedNames(), ['feed_0']);
});

test('an index that is created or dropped changes the plan of a prepared statement', async () => {
  const run = statementRunner();
  const rowsRead = async () => {
    await run(client, feed, []);
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${await preparedName(client)}`);
    return JSON.stringify(rows).includes('Seq Scan') ? 'all' : 'few';
  };
  assert.equal(await rowsRead(), 'all');
  await asOwner('CREATE INDEX newest ON posts (created_at)');
  assert.equal(await rowsRead(), 'few');
  await asOwner('DROP INDEX newest');
  assert.equal(await rowsRead(), 'all');
});

test('a statement is prepared again when the type of one of its columns has changed', async () => {
  const run = statementRunner();
  await run(client, feed, []);
  await asOwner('ALTER TABLE posts ALTER COLUMN content TYPE varchar(280)');
  for (let times = 0; times < 2; times += 1) assert.equal((await run(client, feed, [])).length, 20);
  assert.deepEqual(await preparedNames(), ['feed_0', 'feed_1']);
});

test('a prepared statement reads the tables of the current search_path, even if their columns have other types', async () => {
  await asOwner(`
    CREATE SCHEMA same; CREATE TABLE same.posts (LIKE public.posts);
    CREATE SCHEMA other; CREATE TABLE other.posts (LIKE public.posts);
    ALTER TABLE other.posts ALTER COLUMN content TYPE varchar(300);
    INSERT INTO same.posts SELECT * FROM public.posts LIMIT 1;
    INSERT INTO other.posts SELECT * FROM public.posts LIMIT 2;
    GRANT USAGE ON SCHEMA same, other TO feed_api;
    GRANT SELECT ON same.posts, other.posts TO feed_api`);
  const run = statementRunner();
  const rows: Record<string, number> = { public: 20, same: 1, other: 2 };
  try {
    for (const schema of ['public', 'same', 'other', 'public', 'same']) {
      await client.query(`SET search_path = ${schema}, public`);
      assert.equal((await run(client, feed, [])).length, rows[schema], schema);
    }
  } finally {
    await client.query('RESET search_path');
  }
});

test('in a transaction, statements are sent without a name; after ROLLBACK, they are prepared again', async () => {
  const own = new pg.Client(database.apiUrl);
  await own.connect();
  try {
    const run = statementRunner();
    await own.query('BEGIN');
    await run(own, feed, []);
    assert.deepEqual((await own.query('SELECT FROM pg_prepared_statements')).rows, []);
    await assert.rejects(run(own, { name: 'ping', text: 'SELECT 1 / 0' }, []), { code: '22012' });
    await assert.rejects(run(own, feed, []), { code: '25P02' });
    await own.query('ROLLBACK');
    for (let times = 0; times < 2; times += 1) assert.equal((await run(own, feed, [])).length, 20);
    assert.match(await preparedName(own), /^feed_/);
  } finally {
    await own.end();
  }
});

for (const what of ['does not have the statement', 'already has the statement'])
  test(`behind a pooler, where the session ${what}, statements are no longer prepared`, async () => {
    const [own, other] = [new pg.Client(database.apiUrl), new pg.Client(database.apiUrl)];
    await Promise.all([own.connect(), other.connect()]);
    try {
      const run = statementRunner();
      await run(own, feed, []);
      // As another client of the pooler does, in a session that both use.
      if (what.startsWith('does not')) await own.query('DEALLOCATE ALL');
      else await other.query(`PREPARE ${await preparedName(own)} AS SELECT 'another statement'`);
      const session = what.startsWith('does not') ? own : other;
      for (let times = 0; times < 2; times += 1) assert.equal((await run(session, feed, [])).length, 20);
      const { rows } = await session.query('SELECT name FROM pg_prepared_statements');
      assert.ok(rows.length <= 1);
    } finally {
      await Promise.all([own.end(), other.end()]);
    }
  });

test('statements with the same name and different texts are prepared under different names', async () => {
  const own = new pg.Client(database.apiUrl);
  await own.connect();
  try {
    const run = statementRunner();
    assert.deepEqual(await run(own, { name: 'ping', text: 'SELECT 1 AS value' }, []), [{ value: 1 }]);
    assert.deepEqual(await run(own, { name: 'ping', text: 'SELECT 2 AS value' }, []), [{ value: 2 }]);
  } finally {
    await own.end();
  }
});

test('a feature that PostgreSQL does not support is not mistaken for a changed type', async () => {
  const run = statementRunner();
  await assert.rejects(run(client, { name: 'ping', text: 'SELECT DISTINCT 1 FOR UPDATE' }, []), { code: '0A000' });
});

test('a statement that PostgreSQL rejects is not run again', async () => {
  const run = statementRunner();
  await assert.rejects(run(client, { name: 'ping', text: 'SELECT 1 / 0' }, []), { code: '22012' });
});
