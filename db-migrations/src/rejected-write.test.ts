import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type pg from 'pg';
import { connect } from './database-access.ts';
import { findRejectedWrite } from './rejected-write.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { beginVerify, deleteVerifyRows, verifyPrefix } from './verify-rows.ts';

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

const createTrigger = (body: string, when: string, table = 'posts') => `
  CREATE FUNCTION learners() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; END $$;
  CREATE TRIGGER learners ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION learners();`;

const readDatabase = () =>
  database.query(`
    SELECT (SELECT md5(string_agg(posts::text, '' ORDER BY id)) FROM posts) AS posts,
      (SELECT count(*) FROM users) AS users,
      (SELECT array_agg(format('%s %s', tgname, tgenabled) ORDER BY tgrelid, tgname) FROM pg_trigger WHERE NOT tgisinternal) AS triggers,
      (SELECT array_agg(format('%s %s', rulename, ev_enabled)) FROM pg_rewrite WHERE ev_class = 'posts'::regclass) AS rules`);

test('in the lab’s tables, another program can write, and nothing is left of the attempt', async () => {
  const before = await readDatabase();
  await beginVerify(verify);
  assert.equal(await findRejectedWrite(verify), undefined);
  await deleteVerifyRows(verify);
  assert.deepEqual(await readDatabase(), before);
});

const obstacles: [what: string, sql: string, expected: RegExp][] = [
  [
    'a table that refers to posts without CASCADE, filled by a trigger',
    `CREATE TABLE items (post_id integer REFERENCES posts);
     ${createTrigger('INSERT INTO items VALUES (new.id); RETURN NULL', 'AFTER INSERT')}`,
    /^another program could not delete a post: update or delete on table "posts" violates foreign key/,
  ],
  [
    'a trigger that forbids DELETE',
    createTrigger(`RAISE EXCEPTION 'posts are forever'`, 'BEFORE DELETE'),
    /^another program could not delete a post: posts are forever$/,
  ],
  [
    'a trigger that is always enabled and ignores DELETE',
    `${createTrigger('RETURN NULL', 'BEFORE DELETE')} ALTER TABLE posts ENABLE ALWAYS TRIGGER learners`,
    /^another program could not delete a post: PostgreSQL reported 0 rows instead of 1$/,
  ],
  [
    'a trigger of one partition that forbids DELETE',
    `ALTER TABLE posts RENAME TO old;
     CREATE TABLE posts (LIKE old INCLUDING DEFAULTS INCLUDING IDENTITY) PARTITION BY RANGE (created_at);
     CREATE TABLE all_posts PARTITION OF posts DEFAULT;
     INSERT INTO posts OVERRIDING SYSTEM VALUE SELECT * FROM old;
     SELECT setval(pg_get_serial_sequence('posts', 'id'), max(id)) FROM posts;
     ${createTrigger(`RAISE EXCEPTION 'posts are forever'`, 'BEFORE DELETE', 'all_posts')}
     CREATE TRIGGER disabled BEFORE DELETE ON posts FOR EACH ROW EXECUTE FUNCTION learners();
     ALTER TABLE all_posts DISABLE TRIGGER disabled`,
    /^another program could not delete a post: posts are forever$/,
  ],
  [
    'a rule instead of DELETE',
    'CREATE RULE forever AS ON DELETE TO posts DO INSTEAD NOTHING',
    /^another program could not delete a post: PostgreSQL reported \S+ rows instead of 1$/,
  ],
  [
    'a trigger that forbids changing the text',
    createTrigger(`RAISE EXCEPTION 'read only'`, 'BEFORE UPDATE OF content'),
    /^another program could not change the text of a post: read only$/,
  ],
];

for (const [what, sql, expected] of obstacles)
  test(`${what}: is reported, and what the API has written is deleted anyway`, async () => {
    await database.query(sql);
    const before = await readDatabase();
    const lastId = await beginVerify(verify);
    assert.match((await findRejectedWrite(verify)) ?? 'nothing', expected);
    await database.query('INSERT INTO posts (user_id, content) VALUES (1, $1)', [`${verifyPrefix}by the API`]);
    await deleteVerifyRows(verify, lastId);
    assert.deepEqual(await readDatabase(), before);
  });

test('rows that no trigger can be blamed for, because somebody has locked the table, are left for later', async () => {
  const lastId = await beginVerify(verify);
  const other = await connect(database.ownerUrl);
  await verify.query(`INSERT INTO posts (user_id, content) VALUES (1, '${verifyPrefix}')`);
  await other.query('BEGIN; LOCK TABLE posts IN SHARE MODE');
  await verify.query(`SET lock_timeout = '200ms'`);
  await assert.rejects(deleteVerifyRows(verify, lastId), { code: '55P03' });
  await other.query('COMMIT');
  await other.end();
  // Autovacuum gives way only after a second.
  await verify.query(`SET lock_timeout = '5s'`);
  assert.equal(await deleteVerifyRows(verify, lastId), 1);
});
