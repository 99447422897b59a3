import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { findSchemaChanges } from '../../../db-migrations/src/restore-schema.ts';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { verifyPrefix } from '../../../db-migrations/src/verify-rows.ts';
import { quietReport } from '../../lib/report.ts';
import { prepareTables } from './fill-tables.ts';

const { signal } = new AbortController();

test('posts that a killed verify has imported are not taken for seeded ones, and posts of people stay', async () => {
  const database = await createTestDatabase();
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'by a person')`);
  await database.query(`INSERT INTO posts (user_id, content, created_at)
    SELECT 1, '${verifyPrefix}imported', timestamptz '2020-01-01' FROM generate_series(1, 500)`);
  assert.equal(await prepareTables(database.ownerUrl, (current) => current, quietReport, signal), 10_000);
  assert.equal((await database.query('SELECT FROM posts')).length, 10_001);
  await database.drop();
});

test('another number of posts restores the schema, and keeps the stage', async () => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, 2);
  await database.query('ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey; CREATE VIEW newest AS TABLE posts');
  const printed: string[] = [];
  const report = { ...quietReport, print: (text: string) => void printed.push(text) };
  assert.equal(await prepareTables(database.ownerUrl, () => 12_000, report, signal), 12_000);
  assert.match(printed.join('\n'), /It has been restored/);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  const valid = `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'idx_posts_created_at'::regclass`;
  assert.deepEqual(await database.query(valid), [{ valid: true }]);
  await database.drop();
});

test('a table that cannot be read is restored, because reset needs a lab that is up; others stay as they are', async () => {
  const database = await createTestDatabase();
  const prepare = () => prepareTables(database.ownerUrl, (current) => current || 10_000, quietReport, signal);
  await database.query('CREATE VIEW newest AS TABLE posts');
  await prepare();
  assert.deepEqual((await withClient(database.ownerUrl, findSchemaChanges))?.others, ['view public.newest']);
  await database.query('DROP TABLE posts CASCADE');
  assert.equal(await prepare(), 10_000);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  await database.drop();
});
