import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import express from 'express';
import { lockPosts } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { exchange } from '../testing/exchange.ts';
import { poolState } from '../testing/pool-state.ts';
import { useTestApi } from '../testing/use-test-api.ts';
import { createHttpServer } from './http-server.ts';

const context = useTestApi();
const feedRequest = 'GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n';

const closing = feedRequest.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');

/** As long as a slice, so that after one of these, each slice ends in a body. */
function postOf256Bytes(): string {
  const head = (length: number) =>
    `POST /posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  const length = 256 - head(100).length;
  return `${head(length)}${JSON.stringify({ user_id: 5, content: 'pipelined' }).padEnd(length)}`;
}

for (const [what, requests, status] of [
  ['requests', feedRequest.repeat(299), 200],
  ['requests with bodies', feedRequest + postOf256Bytes().repeat(298), 201],
] as const)
  test(`hundreds of pipelined ${what} are all answered, a few at a time`, async () => {
    const release = await lockPosts(context.database.ownerUrl);
    const answers = exchange(context.api.url, requests + closing);
    await waitFor(async () => (await poolState(context.api)).used > 0);
    await fetch(`${context.api.url}/livez`);
    const { used, pending } = await poolState(context.api);
    await release();
    assert.ok(used + pending <= 15, `${used} + ${pending} requests at once`);
    const { responses } = await answers;
    assert.equal(responses.length, 300);
    assert.ok(responses.slice(1, -1).every((response) => response.status === status));
  });

test('bodies and pipelined requests may be split anywhere', async () => {
  const body = JSON.stringify({ user_id: 5, content: 'cut', padding: 'x'.repeat(3000) });
  const post = `POST /posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const bytes = `${post}${feedRequest}${post}`;
  const { port } = new URL(context.api.url);
  for (const size of [1, 100, 4000]) {
    const socket = connect(Number(port), '127.0.0.1').setNoDelay();
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    for (let start = 0; start < bytes.length; start += size) {
      socket.write(bytes.slice(start, start + size));
      if (start % 10 === 0) await new Promise(setImmediate);
    }
    await waitFor(() => [...answer.matchAll(/HTTP\/1\.1 20[01] /g)].length === 3);
    socket.destroy();
  }
});

/** An API with one slow route, and short time limits. */
async function startSlowApi() {
  const app = express();
  const asked = new EventEmitter();
  app.get('/slow', (_request, response) => void asked.emit('slow', response));
  app.post('/body', async (request, response) => void response.send(await text(request).catch(() => '')));
  const server = createHttpServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(server, { headersTimeout: 1000, requestTimeout: 1000 });
  return { server, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a request whose rest the API keeps waiting has more time to arrive, but not forever', async (t) => {
  const { server, asked, url } = await startSlowApi();
  t.after(() => void server.close().closeAllConnections());
  const slow = 'GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const head = 'POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: close\r\n\r\n';
  for (const late of [head.slice(0, 30), `${head}bo`])
    for (const rest of [`${head}body`.slice(late.length), head.slice(30, 31)]) {
      const [asking, expiring] = [once(asked, 'slow'), once(server, 'clientError')];
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      const answer = text(socket);
      socket.write(slow + late);
      const [response] = await asking;
      socket.write(rest);
      await expiring;
      response.end('slow');
      const statuses = [...(await answer).matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
      assert.deepEqual(statuses, ['200', rest.length > 1 ? '200' : '408']);
    }
});
