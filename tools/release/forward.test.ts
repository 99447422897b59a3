import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { whileForwarding } from './forward.ts';

test('requests to the forwarded port reach the server on 127.0.0.1, until the work is done', async () => {
  const server = createServer((_request, response) => response.end('the registry')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const forwarded = await whileForwarding('127.0.0.1', port, async (address) => {
      assert.notEqual(address, `127.0.0.1:${port}`);
      const response = await fetch(`http://${address}`, { headers: { connection: 'close' } });
      assert.equal(await response.text(), 'the registry');
      return address;
    });
    await assert.rejects(fetch(`http://${forwarded}`));
  } finally {
    server.close();
  }
});

test('when the work is done, no connection to the server on 127.0.0.1 stays open', async () => {
  const server = createServer((_request, response) => response.end('the registry')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await whileForwarding('127.0.0.1', (server.address() as AddressInfo).port, async (address) => {
      // Like docker, fetch keeps its connection.
      await (await fetch(`http://${address}`)).text();
    });
    const count = () =>
      new Promise<number>((resolve, reject) =>
        server.getConnections((error, n) => (error ? reject(error) : resolve(n))),
      );
    assert.ok(await waitUntil(async () => (await count()) === 0, { timeoutMs: 30_000, intervalMs: 20 }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
