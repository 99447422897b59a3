import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import pg from 'pg';
import { connect, withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { beginVerify, verifyPrefix } from '../../db-migrations/src/verify-rows.ts';
import { withCleanUp } from './clean-up.ts';

let database: TestDatabase;
/** What was done to the note. */
let note: { lastId?: number; isDone?: boolean };
beforeEach(async () => {
  note = {};
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const insertPost = `INSERT INTO posts (user_id, content) VALUES (1, '${verifyPrefix}by the API')`;

/** Runs `work` as gatherEvidence() does. */
async function clean<Outcome>(work: (client: pg.Client) => Promise<Outcome>) {
  const methods = {
    remember: (lastId: number) => Object.assign(note, { lastId }),
    done: () => Object.assign(note, { isDone: true }),
  };
  return withClient(database.ownerUrl, (client) => withCleanUp(client, methods, () => work(client)));
}

test('verify leaves nothing of its posts and its user', async () => {
  const { outcome, left } = await clean(async () => {
    await database.query(insertPost);
    return 'the evidence';
  });
  assert.deepEqual(
    { outcome, left, note },
    { outcome: 'the evidence', left: [], note: { lastId: 10_000, isDone: true } },
  );
  assert.equal((await database.query('SELECT FROM posts')).length, 10_000);
  assert.equal((await database.query('SELECT FROM users')).length, 600);
});

test('what cannot be recognized is reported, with the table and how many rows it has gained or lost', async () => {
  await database.query(`
    CREATE TABLE log (at timestamptz);
    CREATE TABLE recent AS SELECT 'post ' || id AS name FROM posts WHERE id > 9998;
    CREATE FUNCTION note_post() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO log VALUES (now()), (now());
      DELETE FROM recent WHERE name = 'post 9999';
      RETURN NULL;
    END $$;
    CREATE TRIGGER note_post AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION note_post()`);
  const { left } = await clean(() => database.query(insertPost));
  assert.deepEqual(left, [
    'public.log has 2 more rows than before verify.',
    'public.recent has 1 fewer row than before verify.',
  ]);
  // Another attempt would not find more.
  assert.ok(note.isDone);
});

test('evidence is not lost if the rows cannot be deleted; the next verb is to try again', async () => {
  let other: pg.Client | undefined;
  const { outcome, left } = await clean(async (client) => {
    await database.query(insertPost);
    other = await connect(database.ownerUrl);
    await other.query('BEGIN; LOCK TABLE posts IN SHARE MODE');
    await client.query(`SET lock_timeout = '200ms'`);
    return 'the evidence';
  });
  await other?.end();
  assert.equal(outcome, 'the evidence');
  assert.match(
    left.join(),
    /^What verify wrote could not be deleted \(.*lock timeout\)\. The next verb will try again\.$/,
  );
  assert.ok(!note.isDone);
});

test('an error of verify is reported even if the database has gone by then', async () => {
  await assert.rejects(
    clean(async (client) => {
      const end = client.query('SELECT pg_terminate_backend(pg_backend_pid())');
      await assert.rejects(end, pg.DatabaseError);
      throw new Error('what verify was doing');
    }),
    { message: 'what verify was doing' },
  );
  assert.ok(!note.isDone);
});

test('after an error of verify, its posts are deleted, and the next verb has nothing to do', async () => {
  const failing = clean(async () => {
    await database.query(insertPost);
    throw new Error('interrupted');
  });
  await assert.rejects(failing, { message: 'interrupted' });
  assert.equal((await database.query('SELECT FROM posts')).length, 10_000);
  assert.ok(note.isDone);
});

test('a second verify in the same database is refused, and disturbs nothing', async () => {
  const first = await connect(database.ownerUrl);
  await beginVerify(first);
  await assert.rejects(
    clean(async () => 'never'),
    { code: 'busy', whatToDo: /Run the verb again/ },
  );
  assert.equal((await database.query('SELECT FROM users')).length, 601);
  await first.end();
});
