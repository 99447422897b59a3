import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import pg from 'pg';
import { connect, withClient } from './database-access.ts';
import { dumpSchema } from './dump-schema.ts';
import { currentMigration, migrate } from './migrate.ts';
import { latestMigration, migrationFiles } from './migration-files.ts';
import { createTestDatabase, runStatement } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';

const database = await createTestDatabase();
after(() => database.drop());
afterEach(() => migrate(database.ownerUrl, 1));

const migration = () => withClient(database.ownerUrl, currentMigration);

/** Undefined if there is no index. */
async function indexIsValid(): Promise<boolean | undefined> {
  const [row] = await database.query<{ valid: boolean }>(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('idx_posts_created_at')`,
  );
  return row?.valid;
}

test('migrating up and down builds and drops the index, and keeps the rows', async () => {
  const [before] = await database.query('SELECT count(*) FROM posts');
  for (const [to, valid] of [
    [2, true],
    [1, undefined],
    [2, true],
    [2, true],
  ] as const) {
    await migrate(database.ownerUrl, to);
    assert.equal(await migration(), to);
    assert.equal(await indexIsValid(), valid);
  }
  assert.deepEqual((await database.query('SELECT count(*) FROM posts'))[0], before);
});

test('an empty database migrates to the newest migration and back', async () => {
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

test('schema.sql is the schema that the migrations create (if not, run make schema)', async () => {
  await migrate(database.ownerUrl, await latestMigration());
  const reviewed = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8');
  assert.equal(await withClient(database.ownerUrl, dumpSchema), reviewed);
});

test('concurrent migrations run one after another', async () => {
  await Promise.all([migrate(database.ownerUrl, 2), migrate(database.ownerUrl, 2), migrate(database.ownerUrl, 2)]);
  assert.equal(await indexIsValid(), true);
});

/** Makes the build of the index wait halfway. Resolves to a function that lets it continue. */
async function holdIndexName(): Promise<() => Promise<void>> {
  const client = await connect(database.ownerUrl);
  await client.query('BEGIN');
  await client.query('CREATE TABLE idx_posts_created_at ()');
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

test('posts can be inserted while the index is built', async () => {
  const release = await holdIndexName();
  const migrating = migrate(database.ownerUrl, 2);
  await waitFor(isMigrationWaiting);
  await runStatement(database.ownerUrl, `INSERT INTO posts (user_id, content) VALUES (1, 'meanwhile')`);
  await release();
  await migrating;
  assert.equal(await indexIsValid(), true);
});

test('an invalid index is dropped and rebuilt', async () => {
  const reader = new pg.Client({ connectionString: database.ownerUrl });
  await reader.connect();
  // CREATE INDEX CONCURRENTLY adds the index to the catalog, then waits for older snapshots.
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await reader.query('SELECT 1 FROM posts LIMIT 1');
  const builder = new pg.Client({ connectionString: database.ownerUrl, lock_timeout: 3000 });
  await builder.connect();
  await assert.rejects(builder.query('CREATE INDEX CONCURRENTLY idx_posts_created_at ON posts (created_at DESC)'));
  await builder.end();
  await reader.query('COMMIT');
  await reader.end();
  assert.equal(await indexIsValid(), false);

  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
});

test('an index that was created manually is kept', async () => {
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  const identity = `SELECT 'idx_posts_created_at'::regclass::oid AS id`;
  const [before] = await database.query(identity);
  await migrate(database.ownerUrl, 2);
  assert.deepEqual((await database.query(identity))[0], before);
});

test('indexes that were created manually are dropped where migration 2 is not applied', async () => {
  await database.query('CREATE INDEX manual ON posts (content)');
  await migrate(database.ownerUrl, 1);
  assert.deepEqual(await database.query(`SELECT FROM pg_class WHERE relname = 'manual'`), []);
});

test('an index that was dropped manually is rebuilt, and a later migration is not undone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-migrations-'));
  await cp(migrationFiles.dir, folder, { recursive: true, filter: (path) => !/node_modules|src$/.test(path) });
  await writeFile(join(folder, '0003_likes.up.sql'), 'CREATE TABLE likes (post_id integer);');
  await writeFile(join(folder, '0003_likes.down.sql'), 'DROP TABLE likes;');
  await migrate(database.ownerUrl, 3, { folder });
  await database.query('INSERT INTO likes VALUES (1)');
  await database.query('DROP INDEX idx_posts_created_at');

  await migrate(database.ownerUrl, 3, { folder });
  assert.equal(await indexIsValid(), true);
  assert.equal(await migration(), 3);
  assert.deepEqual(await database.query('SELECT post_id FROM likes'), [{ post_id: 1 }]);

  await migrate(database.ownerUrl, 2, { folder });
  await rm(folder, { recursive: true });
  await database.query('DROP INDEX idx_posts_created_at');
  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
});

async function isMigrationWaiting(): Promise<boolean> {
  const waiting = `
    SELECT FROM pg_stat_activity WHERE datname = $1 AND application_name = 'feed-migrate' AND wait_event_type = 'Lock'`;
  return (await runStatement(database.adminUrl, waiting, [database.name])).length > 0;
}

test('interrupting a migration cancels its statement, and the next migration completes', async () => {
  const release = await holdIndexName();
  const interrupt = new AbortController();
  const migrating = migrate(database.ownerUrl, 2, { signal: interrupt.signal });
  await waitFor(isMigrationWaiting);
  interrupt.abort();
  await assert.rejects(migrating, { name: 'AbortError' });
  await release();
  assert.equal(await migration(), 1);
  await migrate(database.ownerUrl, 2);
  assert.equal(await indexIsValid(), true);
});
