import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { withClient } from './database-access.ts';
import { dumpSchema } from './dump-schema.ts';
import { currentMigration, MigrationLockTimeout, migrate } from './migrate.ts';
import { latestMigration } from './migration-files.ts';
import { createTestDatabase, lockPosts, runOnce, type TestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(() => database.drop());

const migration = () => withClient(database.ownerUrl, currentMigration);

/** undefined: no index; else whether it is valid. */
async function indexIsValid(): Promise<boolean | undefined> {
  const [row] = await database.query<{ valid: boolean }>(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('idx_posts_created_at')`,
  );
  return row?.valid;
}

test('up, down and up again: the index comes, goes and comes, and the rows stay', async () => {
  const [before] = await database.query('SELECT count(*) FROM posts');
  for (const [to, valid] of [
    [2, true],
    [1, undefined],
    [2, true],
    [2, true],
    [1, undefined],
  ] as const) {
    await migrate(database.ownerUrl, to);
    assert.equal(await migration(), to);
    assert.equal(await indexIsValid(), valid);
  }
  assert.deepEqual((await database.query('SELECT count(*) FROM posts'))[0], before);
});

test('from nothing to the newest and back to nothing', async () => {
  const empty = await createTestDatabase({ empty: true });
  const newest = await latestMigration();
  await migrate(empty.ownerUrl, newest);
  assert.equal(await withClient(empty.ownerUrl, currentMigration), newest);
  await migrate(empty.ownerUrl, 0);
  const tables = await empty.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  assert.deepEqual(tables, [{ relname: 'pgmigrations' }]);
  await empty.drop();
});

test('schema.sql is what the migrations make; `make schema` writes it anew', async () => {
  await migrate(database.ownerUrl, await latestMigration());
  const reviewed = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8');
  assert.equal(await withClient(database.ownerUrl, dumpSchema), reviewed);
  await migrate(database.ownerUrl, 1);
});

test('two at once run one after the other', async () => {
  await Promise.all([migrate(database.ownerUrl, 2), migrate(database.ownerUrl, 2), migrate(database.ownerUrl, 2)]);
  assert.equal(await indexIsValid(), true);
  await migrate(database.ownerUrl, 1);
});

test('people go on posting while the index is built', async () => {
  await withClient(database.ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query(`INSERT INTO posts (user_id, content) VALUES (1, 'before')`);
    const migrating = migrate(database.ownerUrl, 2);
    // The build waits for the transaction above, and meanwhile lets others write.
    await runOnce(database.ownerUrl, `INSERT INTO posts (user_id, content) VALUES (1, 'meanwhile')`);
    await client.query('COMMIT');
    await migrating;
  });
  assert.equal(await indexIsValid(), true);
  await migrate(database.ownerUrl, 1);
});

test('a half-built index is dropped and built anew', async () => {
  const reader = new pg.Client({ connectionString: database.ownerUrl });
  await reader.connect();
  // A snapshot from before the build: CREATE INDEX CONCURRENTLY waits for it when the index is already in the catalogue.
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await reader.query('SELECT 1 FROM posts LIMIT 1');
  const builder = new pg.Client({ connectionString: database.ownerUrl, lock_timeout: 500 });
  await builder.connect();
  await assert.rejects(builder.query('CREATE INDEX CONCURRENTLY idx_posts_created_at ON posts (created_at DESC)'));
  await builder.end();
  await reader.query('COMMIT');
  await reader.end();
  assert.equal(await indexIsValid(), false);

  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
  await migrate(database.ownerUrl, 1);
});

test('an index that somebody built by hand is taken as it is', async () => {
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  const identity = `SELECT 'idx_posts_created_at'::regclass::oid AS id`;
  const [before] = await database.query(identity);
  await migrate(database.ownerUrl, 2);
  assert.deepEqual((await database.query(identity))[0], before);
  await migrate(database.ownerUrl, 1);
});

test('an index that somebody dropped by hand, though its migration is recorded, is built anew', async () => {
  await migrate(database.ownerUrl, 2);
  await database.query('DROP INDEX idx_posts_created_at');
  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
  await migrate(database.ownerUrl, 1);
});

async function aMigrationWaits(): Promise<boolean> {
  const waiting = `
    SELECT FROM pg_stat_activity WHERE datname = $1 AND application_name = 'feed-migrate' AND wait_event_type = 'Lock'`;
  return (await runOnce(database.adminUrl, waiting, [database.name])).length > 0;
}

test('an interrupted migration cancels its statement, and the next one completes', async () => {
  const release = await lockPosts(database.ownerUrl);
  const interrupt = new AbortController();
  const migrating = migrate(database.ownerUrl, 2, { signal: interrupt.signal });
  await waitFor(aMigrationWaits);
  interrupt.abort();
  await assert.rejects(migrating, { name: 'AbortError' });
  await release();
  assert.equal(await migration(), 1);
  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
  await migrate(database.ownerUrl, 1);
});

test('who waits too long for another migration is told so', async () => {
  const release = await lockPosts(database.ownerUrl);
  const first = migrate(database.ownerUrl, 2);
  await waitFor(aMigrationWaits);
  await assert.rejects(migrate(database.ownerUrl, 2, { lockTimeoutMs: 300 }), MigrationLockTimeout);
  await release();
  await first;
  await migrate(database.ownerUrl, 1);
});
