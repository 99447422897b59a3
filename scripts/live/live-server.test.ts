import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { createLiveServer } from './live-server.ts';

const { server, events } = createLiveServer(() => ({ said: 'first' }));
let port: number;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** The status of an answer to a request that names its host itself, which fetch() does not allow. */
async function statusFor(host: string): Promise<number | undefined> {
  const asked = request({ port, host: '127.0.0.1', headers: { host } }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

test('the page and its files are served, each as what it is', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/main.js', 'text/javascript'],
    ['/style.css', 'text/css'],
    ['/vendor/uplot.js', 'text/javascript'],
  ] as const) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get('content-type')?.startsWith(type), path);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  }
});

test('what is not the page’s is not served', async () => {
  for (const path of ['/tsconfig.json', '/..%2fmain.ts', '/vendor/uplot.d.ts', '/nowhere'])
    assert.equal((await ask(path)).status, 404, path);
});

test('it is only for looking, and only for this machine', async () => {
  const response = await ask('/', { method: 'POST' });
  assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
  assert.equal(await statusFor('feed-lab.example.com'), 421);
  assert.equal(await statusFor(`localhost:${port}`), 200);
});

test('a listener that does not read is dropped, and nobody else', async () => {
  const deaf = connect(port, '127.0.0.1')
    .pause()
    .on('error', () => {});
  deaf.write(`GET /events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  const serverSide = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  const leave = new AbortController();
  let heardBytes = 0;
  let isCutOff = false;
  const reading = ask('/events', { signal: leave.signal })
    .then(async ({ body }) => {
      for await (const chunk of body ?? []) heardBytes += chunk.length;
    })
    .catch(() => {
      isCutOff = !leave.signal.aborted;
    });
  const megabyte = 'x'.repeat(2 ** 20);
  await waitFor(() => {
    events.send('tick', megabyte);
    return serverSide.destroyed;
  });
  const heardBefore = heardBytes;
  events.send('tick', megabyte);
  await waitFor(() => heardBytes > heardBefore);
  leave.abort();
  await reading;
  assert.equal(isCutOff, false);
  deaf.destroy();
});

test('who listens is told everything first, then each change, then the end', async () => {
  const response = await ask('/events');
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader?.read())?.value ?? '', /event: opening\ndata: {"said":"first"}\n\n/);
  events.send('tick', { atMs: 1 });
  assert.equal((await reader?.read())?.value, 'event: tick\ndata: {"atMs":1}\n\n');
  events.close();
  assert.equal((await reader?.read())?.value, 'event: end\ndata: {}\n\n');
  assert.equal((await reader?.read())?.done, true);
});
