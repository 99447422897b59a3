import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { createLiveServer } from './live-server.ts';

const { server, events } = createLiveServer(() => ({ state: 'initial' }));
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

const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** The status for a request with another Host header, which fetch() does not allow. */
async function statusFor(host: string): Promise<number | undefined> {
  const sent = request({ port, host: '127.0.0.1', headers: { host } }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

test('the files of the page are served with their content types', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/main.js', 'text/javascript'],
    ['/style.css', 'text/css'],
    ['/vendor/uplot.js', 'text/javascript'],
  ] as const) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get('content-type')?.startsWith(type), path);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  }
});

test('no other file is served', async () => {
  for (const path of ['/tsconfig.json', '/..%2fmain.ts', '/vendor/uplot.d.ts', '/nowhere'])
    assert.equal((await get(path)).status, 404, path);
});

test('the page is read-only, and served only under names of this machine', async () => {
  const response = await get('/', { method: 'POST' });
  assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
  assert.equal(await statusFor('feed-lab.example.com'), 421);
  assert.equal(await statusFor(`localhost:${port}`), 200);
});

test('a client that does not read is disconnected, and other clients are not', async () => {
  const stalled = connect(port, '127.0.0.1')
    .pause()
    .on('error', () => {});
  stalled.write(`GET /events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  const serverSide = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  const stop = new AbortController();
  let receivedBytes = 0;
  let isDisconnected = false;
  const reading = get('/events', { signal: stop.signal })
    .then(async ({ body }) => {
      for await (const chunk of body ?? []) receivedBytes += chunk.length;
    })
    .catch(() => {
      isDisconnected = !stop.signal.aborted;
    });
  const megabyte = 'x'.repeat(2 ** 20);
  await waitFor(() => {
    events.send('sample', megabyte);
    return serverSide.destroyed;
  });
  const receivedBefore = receivedBytes;
  events.send('sample', megabyte);
  await waitFor(() => receivedBytes > receivedBefore);
  stop.abort();
  await reading;
  assert.equal(isDisconnected, false);
  stalled.destroy();
});

test('a connection that pipelines requests is closed, and leaves no stream behind', async () => {
  const connected = once(server, 'connection');
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const requests = 'GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000);
  const responses: ServerResponse[] = [];
  const collect = (_request: unknown, response: ServerResponse) => responses.push(response);
  server.on('request', collect);
  socket.write(requests);
  const [serverSide] = (await connected) as [Socket];
  await waitFor(() => serverSide.destroyed);
  server.off('request', collect);
  const written = responses.map(({ writableLength }) => writableLength);
  events.send('sample', 'nobody is connected');
  assert.ok(responses.length > 1);
  assert.deepEqual(
    responses.map(({ writableLength }) => writableLength),
    written,
  );
});

test('a client gets the initial state first, then each event, then the end', async () => {
  const response = await get('/events');
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader?.read())?.value ?? '', /event: initial-state\ndata: {"state":"initial"}\n\n/);
  events.send('sample', { atMs: 1 });
  assert.equal((await reader?.read())?.value, 'event: sample\ndata: {"atMs":1}\n\n');
  events.close();
  assert.equal((await reader?.read())?.value, 'event: end\ndata: {}\n\n');
  assert.equal((await reader?.read())?.done, true);
});
