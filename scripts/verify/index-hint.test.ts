import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { explainFeed } from '../measure/explain-feed.ts';
import type { Target } from '../targets/target.ts';
import { hintForIndexes } from './index-hint.ts';
import { readPostsIndexes } from './posts-indexes.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

/** Explains the feed's query as the owner of the test's database. */
const target = (client: pg.ClientBase) =>
  ({ query: async (text: string) => (await client.query(text)).rows }) as unknown as Target;

/** Builds indexes, and resolves to the hint and to whether the feed still reads all posts. */
async function hintWith(...statements: string[]): Promise<{ hint: string; readsAll: boolean }> {
  return withClient(database.ownerUrl, async (client) => {
    const existing = new Set((await readPostsIndexes(client)).map(({ name }) => name));
    assert.deepEqual([...existing], []);
    for (const statement of statements) await client.query(statement).catch(() => {});
    await client.query('ANALYZE posts');
    const indexes = await readPostsIndexes(client);
    assert.notEqual(indexes.length, 0, 'no index was built');
    const plan = await explainFeed(target(client));
    for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
    return { hint: hintForIndexes({ indexes, plan }, plan.rowsRead <= 200), readsAll: plan.rowsRead >= 10_000 };
  });
}

/** The solution, in words that a first hint should not contain. */
const solution = /btree|b-tree|CONCURRENTLY|CREATE INDEX ON|NULLS FIRST|created_at DESC\b(?! NULLS)/i;

const cases: [what: string, statement: string, hint: RegExp][] = [
  ['BRIN', 'CREATE INDEX idx ON posts USING brin (created_at)', /idx is an index of type brin.*in order/],
  ['hash', 'CREATE INDEX idx ON posts USING hash (created_at)', /idx is an index of type hash.*in order/],
  [
    'GIN',
    `CREATE INDEX idx ON posts USING gin (to_tsvector('english', content))`,
    /helps the feed: idx .*Which column/,
  ],
  [
    'NULLS LAST',
    'CREATE INDEX idx ON posts (created_at DESC NULLS LAST)',
    /an order that ORDER BY does not ask for.*NULLs/,
  ],
  ['NULLS FIRST', 'CREATE INDEX idx ON posts (created_at ASC NULLS FIRST)', /an order that ORDER BY does not ask for/],
  [
    'an expression',
    `CREATE INDEX idx ON posts ((created_at AT TIME ZONE 'UTC') DESC)`,
    /keeps .*AT TIME ZONE.* in order.*that very expression/i,
  ],
  ['a collation', `CREATE INDEX idx ON posts (content COLLATE "C")`, /helps the feed: idx \(content\).*Which column/],
  [
    'an operator class',
    'CREATE INDEX idx ON posts (content text_pattern_ops)',
    /helps the feed: idx \(content\).*Which column/,
  ],
  ['another column', 'CREATE INDEX idx ON posts (user_id)', /helps the feed: idx \(user_id\).*Which column/],
  [
    'another column first',
    'CREATE INDEX idx ON posts (user_id, created_at DESC)',
    /idx is in the order of user_id.*side by side/,
  ],
  [
    'a part of the posts',
    `CREATE INDEX idx ON posts (created_at DESC) WHERE id > 9000`,
    /holds only some of the posts/,
  ],
  [
    'a part of the posts by an expression',
    `CREATE INDEX idx ON posts (created_at) WHERE char_length(content) > 5`,
    /holds only some of the posts/,
  ],
  [
    'an INVALID index',
    'CREATE UNIQUE INDEX CONCURRENTLY idx ON posts (user_id)',
    /idx exists, but no query can use it/,
  ],
];

for (const [what, statement, expected] of cases)
  test(`${what}: the feed reads all posts, and the hint says what is wrong without the solution`, async () => {
    const { hint, readsAll } = await hintWith(statement);
    assert.ok(readsAll, 'the index serves the feed');
    assert.match(hint, expected);
    assert.doesNotMatch(hint.replaceAll(/CREATE (?:UNIQUE )?INDEX idx ON [^:]*?(?=\. )/g, ''), solution);
  });

test('the index that comes closest is the one that the hint explains', async () => {
  const { hint } = await hintWith(
    'CREATE INDEX a_user ON posts (user_id)',
    'CREATE INDEX b_nulls ON posts (created_at DESC NULLS LAST)',
  );
  assert.match(hint, /^b_nulls/);
});

test('an operator class that is not the default one is named as the reason', async () => {
  const admin = new URL(database.adminUrl);
  admin.pathname = `/${database.name}`;
  await withClient(admin.href, (client) =>
    client.query(`
      CREATE FUNCTION compare_backward(timestamptz, timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE
        AS 'SELECT timestamptz_cmp($2, $1)';
      CREATE OPERATOR CLASS backward FOR TYPE timestamptz USING btree AS
        OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <,
        FUNCTION 1 compare_backward(timestamptz, timestamptz)`),
  );
  const { hint } = await hintWith('CREATE INDEX idx ON posts (created_at backward)');
  assert.match(hint, /idx compares values differently than ORDER BY does/);
});

test('the order of the learner’s own query decides where NULLs belong', async () => {
  await withClient(database.ownerUrl, async (client) => {
    await client.query('CREATE INDEX idx ON posts (created_at DESC NULLS LAST)');
    const indexes = await readPostsIndexes(client);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      'EXPLAIN SELECT content FROM posts ORDER BY created_at DESC NULLS LAST, content LIMIT 20',
    );
    const lines = rows.map((row) => row['QUERY PLAN']);
    const plan = { ...(await explainFeed(target(client))), lines };
    assert.match(hintForIndexes({ indexes, plan }, false), /The query sorts by created_at DESC NULLS LAST, content/i);
    await client.query('DROP INDEX idx');
  });
});

test('if the query in the checkout reads few rows, the hint asks what the API runs', async () => {
  const { hint, readsAll } = await hintWith('CREATE INDEX idx ON posts (created_at)');
  assert.equal(readsAll, false);
  assert.match(hint, /Does it run that query/);
});

test('partitions are listed by the index of the partitioned table, which is invalid if one of them lacks it', () =>
  withClient(database.ownerUrl, async (client) => {
    await client.query(`
      ALTER TABLE posts RENAME TO old_posts;
      CREATE TABLE posts (LIKE old_posts) PARTITION BY RANGE (id);
      CREATE TABLE posts_1 PARTITION OF posts FOR VALUES FROM (0) TO (6001);
      CREATE TABLE posts_2 PARTITION OF posts FOR VALUES FROM (6001) TO (20000);
      CREATE INDEX whole ON posts (created_at);
      CREATE INDEX lonely ON ONLY posts (created_at);
      CREATE INDEX one ON posts_1 (created_at)`);
    const indexes = await readPostsIndexes(client);
    assert.deepEqual(
      indexes.map(({ name, valid }) => [name, valid]),
      [
        ['lonely', false],
        ['one', true],
        ['whole', true],
      ],
    );
    await client.query('DROP TABLE posts; ALTER TABLE old_posts RENAME TO posts');
  }));
