import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { createTestDatabase } from './testing/test-database.ts';
import { PasswordMismatch, waitForServer } from './wait-for-server.ts';

test("the migrator does not wait for a server that refuses the superuser's password, and says why", async () => {
  const database = await createTestDatabase({ empty: true });
  await waitForServer(database.adminUrl, 30);
  const url = new URL(database.adminUrl);
  url.password = 'of another volume';
  const startedAt = Date.now();
  await assert.rejects(waitForServer(url.href, 30), (error: Error) => {
    assert.ok(error instanceof PasswordMismatch);
    assert.match(error.message, /^password authentication failed for user "postgres": .*auth\.existingSecret/);
    return true;
  });
  assert.ok(Date.now() - startedAt < 10_000);
  await database.drop();
});

test('the migrator waits for a server that is not running yet', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const startedAt = Date.now();
  await assert.rejects(waitForServer(`postgres://postgres:x@127.0.0.1:${port}/postgres`, 1), { code: 'ECONNREFUSED' });
  assert.ok(Date.now() - startedAt >= 1000);
});
