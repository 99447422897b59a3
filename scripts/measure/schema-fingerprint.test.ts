import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { readSchemaFingerprint } from './schema-fingerprint.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const fingerprint = () => withClient(database.ownerUrl, readSchemaFingerprint);

const changes: [what: string, change: string, back: string][] = [
  ['an index', 'CREATE INDEX idx ON posts (created_at)', 'DROP INDEX idx'],
  ['an index on part of the posts', 'CREATE INDEX idx ON posts (created_at) WHERE id > 9000', 'DROP INDEX idx'],
  ['a materialized view', 'CREATE MATERIALIZED VIEW newest AS SELECT 1 AS id', 'DROP MATERIALIZED VIEW newest'],
  ['a view', 'CREATE VIEW newest AS SELECT * FROM posts', 'DROP VIEW newest'],
  [
    'a table in another schema',
    'CREATE SCHEMA other; CREATE TABLE other.copy (id integer)',
    'DROP SCHEMA other CASCADE',
  ],
  ['an unlogged table', 'ALTER TABLE posts SET UNLOGGED', 'ALTER TABLE posts SET LOGGED'],
  ['a column', 'ALTER TABLE posts ADD COLUMN likes integer DEFAULT 7', 'ALTER TABLE posts DROP COLUMN likes'],
  [
    'a trigger and its function',
    `CREATE FUNCTION refresh() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER refresh AFTER INSERT ON posts EXECUTE FUNCTION refresh()`,
    'DROP FUNCTION refresh CASCADE',
  ],
  [
    'a setting of the owner',
    'ALTER ROLE CURRENT_USER IN DATABASE DATABASE_NAME SET enable_seqscan = off',
    'ALTER ROLE CURRENT_USER IN DATABASE DATABASE_NAME RESET enable_seqscan',
  ],
];

for (const [what, change, back] of changes)
  test(`${what} changes the fingerprint, and undoing that restores it`, async () => {
    const run = (statements: string) => database.query(statements.replace('DATABASE_NAME', database.name));
    const original = await fingerprint();
    await run(change);
    assert.notEqual(await fingerprint(), original);
    await run(back);
    assert.equal(await fingerprint(), original);
  });

test('an INVALID index has a fingerprint other than the same index once it is valid', async () => {
  await database.query(
    `INSERT INTO posts (user_id, content, created_at) SELECT 1, 'twice', '2020-01-01' FROM generate_series(1, 2)`,
  );
  const build =
    'CREATE UNIQUE INDEX CONCURRENTLY idx ON posts (created_at) WHERE created_at = $$2020-01-01$$::timestamptz';
  await assert.rejects(database.query(build), /could not create unique index/);
  const invalid = await fingerprint();
  await database.query(`DELETE FROM posts WHERE content = 'twice'`);
  await database.query('REINDEX INDEX idx');
  assert.notEqual(await fingerprint(), invalid);
  await database.query('DROP INDEX idx');
});

test('new rows, statistics and a rewritten table do not change the fingerprint', async () => {
  const original = await fingerprint();
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'hello')`);
  await database.query('ANALYZE');
  await database.query('VACUUM FULL posts');
  assert.equal(await fingerprint(), original);
});
