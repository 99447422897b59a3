import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { databaseUrls } from './database-access.ts';
import { createTestDatabase, readTestServer, runStatement } from './testing/test-database.ts';

const database = await createTestDatabase();
after(() => database.drop());

const insufficientPrivilege = { code: '42501' };

for (const statement of [
  'CREATE TABLE mine (id integer)',
  'CREATE TEMPORARY TABLE mine (id integer)',
  'CREATE INDEX mine ON posts (created_at)',
  'ALTER TABLE posts ADD COLUMN mine text',
  'DROP TABLE posts',
  'TRUNCATE posts',
  'DELETE FROM posts',
  `UPDATE posts SET content = 'mine'`,
  `INSERT INTO users (username) VALUES ('mine')`,
  'SELECT * FROM pgmigrations',
])
  test(`the API's role cannot run: ${statement}`, async () => {
    await assert.rejects(runStatement(database.apiUrl, statement), insufficientPrivilege);
  });

test("the API's role can read users and posts, and add posts", async () => {
  await runStatement(database.apiUrl, 'SELECT username FROM users LIMIT 1');
  await runStatement(database.apiUrl, `INSERT INTO posts (user_id, content) VALUES (1, 'hello')`);
});

test('the monitoring role can read the statistics but no tables', async () => {
  // The roles are those that the server got from ensureRoles().
  const { port, passwords } = readTestServer();
  const { monitor } = databaseUrls({ host: '127.0.0.1', port }, passwords, database.name);
  await runStatement(monitor, 'SELECT query FROM pg_stat_activity');
  await assert.rejects(runStatement(monitor, 'SELECT * FROM posts'), insufficientPrivilege);
});

test('no role is a superuser or can create roles or databases', async () => {
  const rows = await runStatement(
    database.adminUrl,
    `SELECT rolname FROM pg_roles WHERE rolname LIKE 'feed\\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb)`,
  );
  assert.deepEqual(rows, []);
});
