import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type pg from 'pg';
import { connect } from './database-access.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { beginVerify, deleteVerifyPosts, deleteVerifyRows, verifyPrefix, verifyUser } from './verify-rows.ts';
import { countRows } from './verify-traces.ts';

let database: TestDatabase;
let verify: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  verify = await connect(database.ownerUrl);
});
afterEach(async () => {
  await verify.end();
  await database.drop();
});

/** Runs a statement after each insert into posts. */
const afterInsert = (statement: string, when = 'INSERT') => `
  CREATE FUNCTION note_post() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$;
  CREATE TRIGGER note_post AFTER ${when} ON posts FOR EACH ROW EXECUTE FUNCTION note_post();`;

const insertPost = async (userId: number, content: string) => {
  const statement = 'INSERT INTO posts (user_id, content) VALUES ($1, $2) RETURNING id';
  return (await database.query<{ id: number }>(statement, [userId, content]))[0]?.id;
};

/** Writes posts as verify and as a person, and deletes one of verify's meanwhile. */
async function runVerify(): Promise<{ lastId: number; personsId: number | undefined }> {
  const lastId = await beginVerify(verify);
  await insertPost(1, `${verifyPrefix}deleted at once`);
  await deleteVerifyPosts(verify);
  const personsId = await insertPost(2, 'by a person');
  await insertPost(1, `${verifyPrefix}by the API`);
  await insertPost(verifyUser.id, `${verifyPrefix}by another program`);
  return { lastId, personsId };
}

const cases: [where: string, table: string, statement: string][] = [
  [
    'a table without text that names the post',
    'CREATE TABLE notes (post_id integer, created_at timestamptz)',
    'INSERT INTO notes VALUES (new.id, new.created_at)',
  ],
  [
    'a table that refers to the post by a foreign key of another name',
    'CREATE TABLE notes (about bigint REFERENCES posts ON DELETE CASCADE)',
    'INSERT INTO notes VALUES (new.id)',
  ],
  [
    'a partitioned table of another schema',
    `CREATE SCHEMA mine; CREATE TABLE mine.notes (post_id integer) PARTITION BY RANGE (post_id);
     CREATE TABLE mine.all_notes PARTITION OF mine.notes DEFAULT; CREATE VIEW notes AS TABLE mine.notes`,
    'INSERT INTO mine.notes VALUES (new.id)',
  ],
];

for (const [where, table, statement] of cases)
  test(`what a trigger noted of verify's posts is deleted, and nothing else: ${where}`, async () => {
    await database.query(`${table}; ${afterInsert(statement)}`);
    const { lastId, personsId } = await runVerify();
    await deleteVerifyRows(verify, lastId);
    const rows = await database.query<Record<string, number>>('SELECT * FROM notes');
    assert.deepEqual(
      rows.map((row) => Object.values(row)[0]?.toString()),
      [personsId?.toString()],
    );
  });

test('references that forbid the deletion of posts and of the user are deleted first', async () => {
  await database.query(`
    CREATE TABLE items (post_id integer REFERENCES posts);
    CREATE TABLE counts (author integer PRIMARY KEY REFERENCES users, posts integer);
    ${afterInsert(`INSERT INTO items VALUES (new.id);
      INSERT INTO counts VALUES (new.user_id, 1) ON CONFLICT (author) DO UPDATE SET posts = counts.posts + 1`)}`);
  const { lastId, personsId } = await runVerify();
  await deleteVerifyRows(verify, lastId);
  assert.deepEqual(await database.query('SELECT * FROM items'), [{ post_id: personsId }]);
  assert.deepEqual(await database.query('SELECT author FROM counts ORDER BY author'), [{ author: 1 }, { author: 2 }]);
  assert.equal((await database.query('SELECT FROM users')).length, 600);
});

test('rows with an id of their own, and of tables that are no copies, stay', async () => {
  await database.query(`
    CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY (START 20000), user_id integer);
    CREATE TABLE tags (id integer PRIMARY KEY, name varchar);
    INSERT INTO visits (user_id) VALUES (1);
    INSERT INTO tags VALUES (30000, 'birds')`);
  const { lastId } = await runVerify();
  await deleteVerifyRows(verify, lastId);
  assert.equal((await database.query('SELECT FROM visits')).length, 1);
  assert.equal((await database.query('SELECT FROM tags')).length, 1);
});

test('a materialized view that shows verify’s posts is refreshed; one that does not stays as old as it was', async () => {
  const lastId = await beginVerify(verify);
  await database.query('CREATE MATERIALIZED VIEW old AS SELECT id, content, clock_timestamp() AS read_at FROM posts');
  await insertPost(1, `${verifyPrefix}by the API`);
  await database.query('CREATE MATERIALIZED VIEW newest AS SELECT id, content FROM posts');
  const [before] = await database.query('SELECT min(read_at) FROM old');
  await deleteVerifyRows(verify, lastId);
  const shown = 'SELECT FROM newest WHERE starts_with(content, $1)';
  assert.deepEqual(await database.query(shown, [verifyPrefix]), []);
  assert.deepEqual(await database.query('SELECT min(read_at) FROM old'), [before]);
});

test('what cannot be recognized is counted', async () => {
  await database.query(`CREATE TABLE log (at timestamptz); ${afterInsert('INSERT INTO log VALUES (now())')}`);
  const before = await countRows(verify);
  const { lastId } = await runVerify();
  await deleteVerifyRows(verify, lastId);
  assert.deepEqual([...before], [['public.log', 0]]);
  assert.deepEqual([...(await countRows(verify))], [['public.log', 4]]);
});
