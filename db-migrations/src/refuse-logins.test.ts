// Shares a process.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { withClient } from './database-access.ts';
import { acceptLogins, withRefusedLogins } from './refuse-logins.ts';
import { createTestDatabase, runStatement } from './testing/test-database.ts';

const database = await createTestDatabase();
after(() => database.drop());

const logIn = () => runStatement(database.apiUrl, 'SELECT');
const readRights = () => database.query('SELECT datacl FROM pg_database WHERE datname = current_database()');

test("the API's role cannot log in meanwhile, and afterwards the rights are as before, in their order", async () => {
  const before = await readRights();
  await withClient(database.ownerUrl, (owner) =>
    withRefusedLogins(owner, async () => {
      await assert.rejects(logIn(), { code: '42501' });
      await withClient(database.ownerUrl, async () => {});
    }),
  );
  await logIn();
  assert.deepEqual(await readRights(), before);
});

test('if it was interrupted, acceptLogins() lets the role log in again', async () => {
  const before = await readRights();
  await database.query(`REVOKE CONNECT ON DATABASE ${database.name} FROM feed_api`);
  await assert.rejects(logIn(), { code: '42501' });
  await withClient(database.ownerUrl, acceptLogins);
  await logIn();
  assert.deepEqual(await readRights(), before);
});

test('where everybody may connect, nothing is refused, and nothing changes', async () => {
  await database.query(`GRANT CONNECT ON DATABASE ${database.name} TO PUBLIC`);
  const before = await readRights();
  await withClient(database.ownerUrl, (owner) => withRefusedLogins(owner, logIn));
  assert.deepEqual(await readRights(), before);
});
