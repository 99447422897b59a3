import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { findSchemaChanges } from '../../../db-migrations/src/restore-schema.ts';
import { seed } from '../../../db-migrations/src/seed.ts';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { readUnfinishedSeed } from '../../../db-migrations/src/unfinished-seed.ts';
import { verifyPrefix } from '../../../db-migrations/src/verify-rows.ts';
import { quietReport, type Report } from '../../lib/report.ts';
import { prepareTables } from './fill-tables.ts';

const { signal } = new AbortController();

const tablesOf = ({ ownerUrl }: TestDatabase) => ({ ownerUrl, dataFolder: tmpdir() });

test('posts that a killed verify has imported are not taken for seeded ones, and posts of people stay', async () => {
  const database = await createTestDatabase();
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'by a person')`);
  await database.query(`INSERT INTO posts (user_id, content, created_at)
    SELECT 1, '${verifyPrefix}imported', timestamptz '2020-01-01' FROM generate_series(1, 500)`);
  assert.equal(await prepareTables(tablesOf(database), (current) => current, quietReport, signal), 10_000);
  assert.equal((await database.query('SELECT FROM posts')).length, 10_001);
  await database.drop();
});

test('another number of posts restores the schema, and keeps the stage', async () => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, 2);
  await database.query('ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey; CREATE VIEW newest AS TABLE posts');
  const printed: string[] = [];
  const report = { ...quietReport, print: (text: string) => void printed.push(text) };
  assert.equal(await prepareTables(tablesOf(database), () => 12_000, report, signal), 12_000);
  assert.match(printed.join('\n'), /It has been restored/);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  const valid = `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'idx_posts_created_at'::regclass`;
  assert.deepEqual(await database.query(valid), [{ valid: true }]);
  await database.drop();
});

test('a table that cannot be read is restored, because reset needs a lab that is up; others stay as they are', async () => {
  const database = await createTestDatabase();
  const prepare = () => prepareTables(tablesOf(database), (current) => current || 10_000, quietReport, signal);
  await database.query('CREATE VIEW newest AS TABLE posts');
  await prepare();
  assert.deepEqual((await withClient(database.ownerUrl, findSchemaChanges))?.others, ['view public.newest']);
  await database.query('DROP TABLE posts CASCADE');
  assert.equal(await prepare(), 10_000);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  await database.drop();
});

/** Ends a seed of 250,000 posts after its first batch. */
async function interruptSeed({ ownerUrl }: TestDatabase): Promise<void> {
  const stop = new AbortController();
  const seeding = seed(
    ownerUrl,
    { users: 600, posts: 250_000 },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  await assert.rejects(seeding, { name: 'AbortError' });
}

test('without another number, an unfinished seed is continued, whatever has become of the index', async () => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, 2);
  await interruptSeed(database);
  const titles: string[] = [];
  const report: Report = {
    ...quietReport,
    step(title, work) {
      titles.push(title);
      return work(() => {});
    },
  };
  assert.equal(await prepareTables(tablesOf(database), (current) => current || 10_000, report, signal), 250_000);
  assert.deepEqual(titles, ['Continue to fill the tables: 600 users, 250,000 posts']);
  assert.equal(await withClient(database.ownerUrl, readUnfinishedSeed), undefined);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  await database.drop();
});

test('another number replaces an unfinished seed, whose unchecked foreign key is no change of the schema', async () => {
  const database = await createTestDatabase();
  await interruptSeed(database);
  const printed: string[] = [];
  const report = { ...quietReport, print: (text: string) => void printed.push(text) };
  assert.equal(await prepareTables(tablesOf(database), () => 12_000, report, signal), 12_000);
  assert.deepEqual(printed, []);
  assert.equal((await database.query('SELECT FROM posts')).length, 12_000);
  await database.drop();
});

test('a changed schema is restored without rows, which a large seed then commits in batches', async () => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, 2);
  await database.query('ALTER TABLE posts ADD COLUMN likes integer');
  const stop = new AbortController();
  const report: Report = {
    ...quietReport,
    step: (_title, work) => work((text) => /^100,000 of/.test(text) && stop.abort()),
  };
  const seeding = prepareTables(tablesOf(database), () => 250_000, report, stop.signal);
  await assert.rejects(seeding, { name: 'AbortError' });
  const unfinished = { users: 600, posts: 250_000, index: false, done: 100_000 };
  assert.deepEqual(await withClient(database.ownerUrl, readUnfinishedSeed), unfinished);
  await prepareTables(tablesOf(database), (current) => current, quietReport, signal);
  assert.equal(await withClient(database.ownerUrl, findSchemaChanges), undefined);
  assert.equal((await database.query(`SELECT FROM pg_indexes WHERE indexname = 'idx_posts_created_at'`)).length, 1);
  await database.drop();
});
