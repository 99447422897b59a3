// Early: sends requests.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { probeNewUser } from './new-user.ts';

const context = useTestApi();

const probe = (address: string, sql = 'SELECT') =>
  withClient(context.database.ownerUrl, async (client) => {
    await beginVerify(client);
    await client.query(sql);
    const since = 'SELECT created_at::text FROM users WHERE id = 2000000000';
    const before = (await client.query(since)).rows;
    try {
      const found = await probeNewUser(address, client);
      assert.deepEqual((await client.query(since)).rows, before, 'the user is there again, as old as before');
      return found;
    } finally {
      await deleteVerifyRows(client);
    }
  });

test('an API that asks the database knows who exists', async () => {
  assert.deepEqual(await probe(context.api.url), []);
});

test('a user who cannot be created twice, because of somebody’s trigger, is left alone', async () => {
  const trigger = `
    CREATE TABLE greeted (user_id integer PRIMARY KEY);
    CREATE FUNCTION greet() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO greeted VALUES (NEW.id); RETURN NULL; END $$;
    CREATE TRIGGER greeted AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION greet();
    INSERT INTO greeted VALUES (2000000000)`;
  assert.deepEqual(await probe(context.api.url, trigger), []);
  await context.database.query('DROP FUNCTION greet() CASCADE; DROP TABLE greeted');
});

for (const [status, expected] of [
  [200, /succeeded right after the user had been deleted$/],
  [404, /got status 404 right after the user had been re-created$/],
] as const)
  test(`an API that answers ${status} whatever the database has does not`, async () => {
    const server = createServer((_request, response) => response.writeHead(status).end('[]')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const found = await probe(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      assert.equal(found.length, 1);
      assert.match(found[0] ?? '', expected);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
