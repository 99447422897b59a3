import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { lockPosts } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { exchange } from '../testing/exchange.ts';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();
const feedRequest = 'GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function poolConnections(): Promise<Record<string, number>> {
  const gauge = context.api.metrics.registry.getSingleMetric('db_pool_connections');
  const { values } = (await gauge?.get()) ?? { values: [] };
  return Object.fromEntries(values.map(({ labels, value }) => [labels.state, value]));
}

test('hundreds of pipelined requests are all answered, a few at a time', async () => {
  const release = await lockPosts(context.database.ownerUrl);
  const last = feedRequest.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  const answers = exchange(context.api.url, feedRequest.repeat(299) + last);
  await waitFor(async () => ((await poolConnections()).active ?? 0) > 0);
  const { active = 0, waiting = 0 } = await poolConnections();
  await release();
  assert.ok(active + waiting <= 14, `${active} + ${waiting} requests at once`);
  const { responses } = await answers;
  assert.deepEqual([responses.length, responses.every(({ status }) => status === 200)], [300, true]);
});

test('bodies and pipelined requests may be cut anywhere', async () => {
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

test('a client that stops reading does not keep others waiting, and its requests stop', async () => {
  const request = 'GET /users/1/posts?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const socket = connect(Number(new URL(context.api.url).port), '127.0.0.1').pause();
  socket.on('error', () => {});
  let sent = 0;
  // Until nothing is read on the other side: the buffers of both kernels are full.
  const send = async () => {
    while (socket.write(request.repeat(1000)) || socket.writableLength < 2 ** 20) {
      sent += 1000;
      await new Promise(setImmediate);
    }
  };
  await send();
  const served = async () => {
    const { values } = await context.api.metrics.http.requests.get();
    return values.find(({ labels }) => labels.route === '/users/:id/posts')?.value ?? 0;
  };
  let before = -1;
  await waitFor(async () => {
    const now = await served();
    const isStill = now === before;
    before = now;
    if (!isStill) await fetch(`${context.api.url}/feed`);
    return isStill;
  });
  assert.ok(before < sent, `${before} of ${sent}`);
  assert.equal((await fetch(`${context.api.url}/feed`)).status, 200);
  socket.destroy();
});
