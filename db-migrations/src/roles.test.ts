import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databaseUrls } from './database-access.ts';
import { monitorRole } from './names.ts';
import { ensureRoles } from './roles.ts';
import { createTestDatabase, readTestServer, runOnce, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(() => database.drop());

const insufficientPrivilege = { code: '42501' };

for (const statement of [
  'CREATE TABLE mine (id integer)',
  'CREATE INDEX mine ON posts (created_at)',
  'ALTER TABLE posts ADD COLUMN mine text',
  'DROP TABLE posts',
  'TRUNCATE posts',
  'DELETE FROM posts',
  `UPDATE posts SET content = 'mine'`,
  `INSERT INTO users (username) VALUES ('mine')`,
  'SELECT * FROM pgmigrations',
])
  test(`the API's role may not: ${statement}`, async () => {
    await assert.rejects(runOnce(database.apiUrl, statement), insufficientPrivilege);
  });

test("in the lab's own database the API's role may make no temporary table either", async () => {
  // A clone of it has PostgreSQL's default rights again.
  const { port, passwords, template } = readTestServer();
  const { api } = databaseUrls({ host: '127.0.0.1', port }, passwords, template);
  await assert.rejects(runOnce(api, 'CREATE TEMPORARY TABLE mine (id integer)'), insufficientPrivilege);
});

test("the API's role may read users and posts, and add posts", async () => {
  await runOnce(database.apiUrl, 'SELECT username FROM users LIMIT 1');
  await runOnce(database.apiUrl, `INSERT INTO posts (user_id, content) VALUES (1, 'hello')`);
});

test('who watches the server reads its statistics, and none of the tables', async () => {
  const server = readTestServer();
  const passwords = { ...server.passwords, monitor: 'watching' };
  const where = { host: '127.0.0.1', port: server.port };
  await ensureRoles(databaseUrls(where, passwords).admin, { passwords });
  const url = new URL(databaseUrls(where, passwords).owner);
  url.username = monitorRole;
  url.password = passwords.monitor;
  await runOnce(url.href, 'SELECT query FROM pg_stat_activity');
  await assert.rejects(runOnce(url.href, 'SELECT * FROM posts'), insufficientPrivilege);
});

test('neither role is a superuser or may make roles and databases', async () => {
  const rows = await runOnce(
    database.adminUrl,
    `SELECT rolname FROM pg_roles WHERE rolname LIKE 'feed\\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb)`,
  );
  assert.deepEqual(rows, []);
});
