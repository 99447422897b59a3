// Timed: waits are limited to less than a second.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { connect, withClient } from './database-access.ts';
import { leaveNoInvalidIndex } from './invalid-indexes.ts';
import { currentMigration, migrate } from './migrate.ts';
import { seed } from './seed.ts';
import { createTestDatabase, runStatement } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';
import { BlockedTooLong, watchBlockers } from './watch-blockers.ts';

const database = await createTestDatabase();
after(() => database.drop());
afterEach(() => migrate(database.ownerUrl, 1));

const limitMs = 700;

/** Runs statements in a session that stays open. */
async function openSession(url: string, ...statements: string[]) {
  const client = await connect(url, { application_name: 'psql' });
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  for (const statement of statements) await client.query(statement);
  return { pid: rows[0].pid as number, close: () => client.end() };
}

async function readState() {
  const [index] = await database.query<{ valid: boolean }>(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('idx_posts_created_at')`,
  );
  return { migration: await withClient(database.ownerUrl, currentMigration), index: index?.valid };
}

const cases = [
  {
    title: 'the build of the index waits for a snapshot of the API',
    url: database.apiUrl,
    statements: ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT *\n FROM users LIMIT 1'],
    from: 1,
    to: 2,
    described: /\(feed_api, psql\), in an open transaction for \d+ s, last statement: SELECT \* FROM users LIMIT 1$/,
  },
  {
    title: 'the build of the index waits for a writer',
    url: database.ownerUrl,
    statements: ['BEGIN', `INSERT INTO posts (user_id, content) VALUES (1, 'open')`],
    from: 1,
    to: 2,
    described: /\(feed_owner, psql\), in an open transaction/,
  },
  {
    title: 'dropping the index waits for a reader',
    url: database.ownerUrl,
    statements: ['BEGIN', 'SELECT * FROM posts LIMIT 1'],
    from: 2,
    to: 1,
    described: /\(feed_owner, psql\), in an open transaction/,
  },
  {
    title: "a migration waits for another one's lock",
    url: database.ownerUrl,
    statements: ['SELECT pg_advisory_lock(7241865325823964)'],
    from: 1,
    to: 2,
    described: /\(feed_owner, psql\), idle for \d+ s/,
  },
] as const;

for (const { title, url, statements, from, to, described } of cases)
  test(`${title}: it is reported, and at the limit nothing has changed`, async () => {
    await migrate(database.ownerUrl, from);
    const before = await readState();
    const session = await openSession(url, ...statements);
    const reported: string[] = [];
    const migrating = migrate(database.ownerUrl, to, { limitMs, onWaiting: (text) => reported.push(text) });
    await assert.rejects(migrating, (error: Error) => {
      assert.ok(error instanceof BlockedTooLong, String(error));
      assert.match(error.message, new RegExp(`^Gave up after waiting 0\\.7 s for session ${session.pid} `));
      assert.match(error.message, described);
      assert.ok(error.whatToDo.endsWith(`SELECT pg_terminate_backend(${session.pid});`), error.whatToDo);
      return true;
    });
    assert.match(reported[0] ?? '', new RegExp(`^waiting for session ${session.pid} `));
    assert.deepEqual(await readState(), before);
    // The advice works, and then so does the migration.
    const migrated = migrate(database.ownerUrl, to);
    await runStatement(database.ownerUrl, 'SELECT pg_terminate_backend($1)', [session.pid]);
    await migrated;
    assert.equal((await readState()).migration, to);
    await session.close();
  });

const snapshot = ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM posts LIMIT 1'];

test('the build of the index does not begin while a transaction that began later is idle', async () => {
  const first = await openSession(database.ownerUrl, ...snapshot);
  const reported: string[] = [];
  const migrating = migrate(database.ownerUrl, 2, { onWaiting: (text) => reported.push(text) });
  const showed = (pid: number) => waitFor(() => reported.at(-1)?.startsWith(`waiting for session ${pid} `) ?? false);
  await showed(first.pid);
  const second = await openSession(database.ownerUrl, ...snapshot);
  await waitFor(() => reported.at(-1)?.endsWith(` (and for 1 more: ${second.pid})`) ?? false);
  await first.close();
  await showed(second.pid);
  assert.equal((await readState()).index, undefined);
  await second.close();
  await migrating;
  assert.deepEqual(await readState(), { migration: 2, index: true });
});

/** Begins to build the index, then waits for the snapshot of `session` until the limit. */
async function buildTooLate(session: string[]) {
  const blocker = await openSession(database.ownerUrl, ...session);
  const builder = await connect(database.ownerUrl);
  const building = () => builder.query('CREATE INDEX CONCURRENTLY idx_posts_created_at ON posts (created_at DESC)');
  const error = await leaveNoInvalidIndex(builder, () => watchBlockers(builder, building, { limitMs })).then(
    () => assert.fail('it was not blocked'),
    (reason) => reason as Error,
  );
  await builder.end();
  assert.ok(error instanceof BlockedTooLong, String(error));
  return { error, close: blocker.close };
}

test('at the limit, an index that is already being built is dropped', async () => {
  const { error, close } = await buildTooLate(['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM users LIMIT 1']);
  assert.doesNotMatch(error.message, /INVALID/);
  assert.deepEqual(await readState(), { migration: 1, index: undefined });
  await close();
});

for (const [title, next] of [
  ['the next migration', () => migrate(database.ownerUrl, 1)],
  ['filling the tables', () => seed(database.ownerUrl, { users: 600, posts: 10 })],
] as const)
  test(`an invalid index that is in use is named, and ${title} drops it`, async () => {
    const { error, close } = await buildTooLate(snapshot);
    assert.match(error.message, /INVALID index idx_posts_created_at could not be dropped; the next attempt drops it$/);
    assert.equal((await readState()).index, false);
    await close();
    await next();
    assert.deepEqual(await readState(), { migration: 1, index: undefined });
    await seed(database.ownerUrl, { users: 600, posts: 10_000 });
  });

test('filling the tables waits for a reader; at the limit the rows are as before', async () => {
  const reader = await openSession(database.ownerUrl, 'BEGIN', 'SELECT FROM posts LIMIT 1');
  await assert.rejects(seed(database.ownerUrl, { users: 600, posts: 10 }, { limitMs }), BlockedTooLong);
  await reader.close();
  assert.deepEqual(await database.query('SELECT count(*)::integer AS posts FROM posts'), [{ posts: 10_000 }]);
});

test('filling the tables can be interrupted while it waits', async () => {
  const reader = await openSession(database.ownerUrl, 'BEGIN', 'SELECT FROM posts LIMIT 1');
  const interrupt = new AbortController();
  const seeding = seed(
    database.ownerUrl,
    { users: 600, posts: 10 },
    { signal: interrupt.signal, onWaiting: () => interrupt.abort() },
  );
  await assert.rejects(seeding, { name: 'AbortError' });
  await reader.close();
});

test('in a chain of waiting sessions, the last one is reported; when it ends, the wait is over', async () => {
  const culprit = await openSession(database.ownerUrl, 'BEGIN', 'LOCK TABLE posts IN SHARE MODE');
  const victim = runStatement(database.apiUrl, `INSERT INTO posts (user_id, content) VALUES (1, 'waits')`);
  const reported: string[] = [];
  const seeding = seed(database.ownerUrl, { users: 600, posts: 10 }, { onWaiting: (text) => reported.push(text) });
  await waitFor(() => reported.length > 1);
  await culprit.close();
  await Promise.all([victim, seeding]);
  for (const text of reported.slice(0, 2))
    assert.match(text, new RegExp(`^waiting for session ${culprit.pid} \\([^)]*\\)(?!.* more: )`));
  await seed(database.ownerUrl, { users: 600, posts: 10_000 });
});

test("the owner cannot terminate a superuser's session, and the advice does not suggest it", async () => {
  const url = new URL(database.adminUrl);
  url.pathname = database.name;
  const reader = await openSession(url.href, 'BEGIN', 'SELECT FROM posts LIMIT 1');
  await migrate(database.ownerUrl, 1);
  await assert.rejects(seed(database.ownerUrl, { users: 600, posts: 10 }, { limitMs }), ({ whatToDo }) => {
    assert.match(whatToDo, /close its program; only a superuser may terminate the session\.$/);
    return true;
  });
  await reader.close();
});
