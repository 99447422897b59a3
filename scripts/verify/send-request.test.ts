// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { postJson, sendRequest } from './send-request.ts';

async function withServer(answer: RequestListener, work: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test('a response has its status, its headers, and its body, parsed if it is JSON', () =>
  withServer(
    (request, response) => {
      response.writeHead(request.method === 'POST' ? 201 : 302, { Location: '/a' });
      request.method === 'POST' ? request.pipe(response) : response.end('text');
    },
    async (address) => {
      const posted = await postJson(address, '/', { content: 'ü' });
      assert.deepEqual([posted.status, posted.headers.get('location'), posted.body], [201, '/a', { content: 'ü' }]);
      const { status, body } = await sendRequest(address, '/');
      assert.deepEqual([status, body], [302, 'text']);
    },
  ));

test('without a whole response, the status is 0, and the body is the reason', () =>
  withServer(
    (request, response) => {
      if (request.url === '/half') response.writeHead(200, { 'Content-Length': 10 }).write('half');
      setImmediate(() => response.destroy());
    },
    async (address) => {
      for (const path of ['/none', '/half']) {
        const { status, body } = await sendRequest(address, path);
        assert.equal(status, 0, path);
        assert.match(String(body), /hang up|closed|aborted/, path);
      }
      const aborted = await sendRequest(address, '/none', { signal: AbortSignal.abort() });
      assert.deepEqual([aborted.status, aborted.body], [0, 'The operation was aborted']);
    },
  ));

test('a connection is used again, and closed when it has been idle for a while, before the server would', async () => {
  const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let connections = 0;
  const idle = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      connections += 1;
      socket.on('close', () => resolve());
    });
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let request = 0; request < 3; request += 1) await sendRequest(address, '/');
  assert.equal(connections, 1);
  await idle;
  server.close();
});

test('hundreds of requests can have the same signal, which ends all of them', () =>
  withServer(
    () => {},
    async (address) => {
      const warnings: Error[] = [];
      const warn = (warning: Error) => warnings.push(warning);
      process.on('warning', warn);
      const stop = new AbortController();
      const responses = Promise.all(
        Array.from({ length: 300 }, () => sendRequest(address, '/', { signal: stop.signal })),
      );
      await new Promise(setImmediate);
      stop.abort();
      assert.deepEqual([...new Set((await responses).map(({ status }) => status))], [0]);
      process.off('warning', warn);
      assert.deepEqual(warnings, []);
    },
  ));

test('a path that the API returned and that makes no URL gets no response', async () => {
  const { status, body } = await sendRequest('http://127.0.0.1:1', 'http://localhost:1/users/1/posts');
  assert.deepEqual([status, body], [0, 'http://127.0.0.1:1http://localhost:1/users/1/posts is not a URL']);
});
