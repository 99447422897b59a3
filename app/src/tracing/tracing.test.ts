// Timed: a request waits for a connection for up to 1,000 ms.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pino from 'pino';
import { createTestDatabase, lockPosts } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import type { CreatePool } from '../database/connections.ts';
import { openConnections as openPoolPerRequest } from '../database/pool-per-request.ts';
import { openConnections as openSharedPool } from '../database/shared-pool.ts';
import { type ReceivedSpan, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { openWithLongTimeout, startTestApi, type TestApi } from '../testing/use-test-api.ts';
import { startTracing } from './start-tracing.ts';

const database = await createTestDatabase();
after(() => database.drop());

/** Runs `work` on an API that sends its traces to a collector. */
async function withTracedApi(
  open: Parameters<typeof startTestApi>[1],
  work: (api: TestApi, spans: ReceivedSpan[]) => Promise<void>,
): Promise<void> {
  const collector = await startOtlpReceiver();
  const tracing = startTracing({
    endpoint: collector.url,
    databaseUrl: database.apiUrl,
    version: 'test',
    variant: 'test',
    logger: pino({ level: 'silent' }),
  });
  const api = await startTestApi(database.apiUrl, open, tracing);
  try {
    await work(api, collector.spans);
  } finally {
    await api.close();
    await tracing.close(1000);
    collector.close();
  }
}

const [internal, server, client] = [1, 2, 3];
const [unset, failed] = [0, 2];

const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'user-agent': 'test' };

/** Sends a request as part of that trace. Resolves to its status. */
async function get(api: TestApi, path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`${api.url}${path}`, { headers, ...init });
  await response.arrayBuffer();
  return response.status;
}

/** Waits until the collector has received the spans of `count` requests, and resolves to them. */
async function requestSpans(spans: ReceivedSpan[], count = 1): Promise<ReceivedSpan[]> {
  const found = () => spans.filter(({ kind }) => kind === server);
  await waitFor(async () => found().length >= count);
  return found();
}

const childrenOf = (parent: ReceivedSpan | undefined, spans: ReceivedSpan[]) =>
  spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId);

const times = ({ startTimeUnixNano, endTimeUnixNano }: ReceivedSpan) =>
  [BigInt(startTimeUnixNano), BigInt(endTimeUnixNano)] as const;

function isWithin(inner: ReceivedSpan, outer: ReceivedSpan): boolean {
  const [[innerStart, innerEnd], [outerStart, outerEnd]] = [times(inner), times(outer)];
  return outerStart <= innerStart && innerStart <= innerEnd && innerEnd <= outerEnd;
}

for (const [behaviour, open, opensForSecond] of [
  ['broken: each request waits while its connection is opened, and then for its query', openWithLongTimeout, true],
  ['pooled: only the first request waits while a connection is opened', openSharedPool, false],
] as const)
  test(behaviour, () =>
    withTracedApi(open, async (api, spans) => {
      assert.equal(await get(api, '/feed?x=1'), 200);
      assert.equal(await get(api, '/users/1/posts'), 200);
      const requests = await requestSpans(spans, 2);
      assert.deepEqual(requests.map(({ name }) => name).sort(), ['GET /feed', 'GET /users/:id/posts']);
      for (const request of requests) {
        assert.equal(request.traceId, '0af7651916cd43dd8448eb211c80319c');
        assert.equal(request.parentSpanId, 'b7ad6b7169203331');
        assert.equal(request.status.code, unset);
        assert.equal(request.resource['service.name'], 'feed-api');
        const [wait, query, ...others] = childrenOf(request, spans);
        assert.ok(wait && query);
        assert.deepEqual(others, []);
        assert.deepEqual([wait.name, wait.kind, wait.status.code], ['pool.wait', internal, unset]);
        assert.deepEqual([query.name, query.kind, query.status.code], ['query', client, unset]);
        assert.ok(isWithin(wait, request) && isWithin(query, request));
        assert.ok(times(wait)[1] <= times(query)[0], 'the query starts after the wait');
        const [connect, ...more] = childrenOf(wait, spans);
        assert.deepEqual(more, []);
        const opens = opensForSecond || request.name === 'GET /feed';
        assert.equal(connect?.name, opens ? 'connect' : undefined);
        if (connect) assert.ok(connect.kind === client && isWithin(connect, wait));
      }
    }),
  );

test('the spans have the attributes of the semantic conventions for HTTP servers and PostgreSQL', () =>
  withTracedApi(openSharedPool, async (api, spans) => {
    const { port } = new URL(api.url);
    const { hostname, port: databasePort, pathname } = new URL(database.apiUrl);
    await get(api, '/users/1/posts?limit=2');
    const [request] = await requestSpans(spans);
    assert.deepEqual(request?.attributes, {
      'http.request.method': 'GET',
      'http.route': '/users/:id/posts',
      'http.response.status_code': 200,
      'url.scheme': 'http',
      'url.path': '/users/1/posts',
      'url.query': 'limit=2',
      'server.address': '127.0.0.1',
      'server.port': Number(port),
      'client.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      'user_agent.original': 'test',
    });
    const atDatabase = {
      'db.system.name': 'postgresql',
      'db.namespace': pathname.slice(1),
      'server.address': hostname,
      'server.port': Number(databasePort),
    };
    assert.deepEqual(spans.find(({ name }) => name === 'connect')?.attributes, atDatabase);
    const { 'db.query.text': text, ...others } = spans.find(({ name }) => name === 'query')?.attributes ?? {};
    assert.deepEqual(others, { ...atDatabase, 'db.query.summary': 'user_posts' });
    assert.match(String(text), /^SELECT[\s\S]*WHERE users\.id = \$1/);
  }));

test('without a traceparent, or with one that is not valid, each request is a trace of its own; with an unsampled one, it is not sent', () =>
  withTracedApi(openSharedPool, async (api, spans) => {
    const unsampled = headers.traceparent.replace(/01$/, '00');
    for (const traceparent of [unsampled, 'nonsense', undefined])
      assert.equal(await get(api, '/feed', { headers: { ...(traceparent && { traceparent }) } }), 200);
    const requests = await requestSpans(spans, 2);
    assert.equal(requests.length, 2);
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 2);
    for (const { parentSpanId } of requests) assert.equal(parentSpanId, undefined);
  }));

/** A pool of one connection, for which requests wait one second. */
const openSmallPool = (createPool: CreatePool) =>
  openSharedPool((settings) => createPool({ ...settings, max: 1, connectionTimeoutMillis: 1000 }));

test('pooled: when no connection is available in time, the spans of the wait and of the request have failed, and the log line has the trace ID', () =>
  withTracedApi(openSmallPool, async (api, spans) => {
    await waitFor(async () => (await get(api, '/users/1/posts')) === 200);
    const release = await lockPosts(database.ownerUrl);
    const held = get(api, '/feed');
    await waitFor(async () =>
      (await (await fetch(`${api.url}/metrics`)).text()).includes('db_client_connection_count{state="used"} 1\n'),
    );
    assert.equal(await get(api, '/feed'), 503);
    await release();
    await held;
    await waitFor(async () => spans.some(({ name, status }) => name === 'GET /feed' && status.code === failed));
    const request = spans.find(({ name, status }) => name === 'GET /feed' && status.code === failed);
    assert.equal(request?.attributes['http.response.status_code'], 503);
    assert.equal(request?.attributes['error.type'], 'connection_timeout');
    const [wait, ...others] = childrenOf(request, spans);
    assert.deepEqual([wait?.name, wait?.status.code, others], ['pool.wait', failed, []]);
    assert.equal(wait?.attributes['error.type'], 'connection_timeout');
    assert.deepEqual(childrenOf(wait, spans), []);
    assert.ok(api.log.some((line) => JSON.parse(line).trace_id === request?.traceId && line.includes('503')));
  }));

test('broken: when a connection cannot be opened in time, the spans of the wait and of the opening have failed', () =>
  withTracedApi(
    (createPool) => openPoolPerRequest((settings) => createPool({ ...settings, connectionTimeoutMillis: 1 })),
    async (api, spans) => {
      await waitFor(async () => (await get(api, '/feed')) === 503);
      await waitFor(async () => spans.some(({ status, kind }) => kind === server && status.code === failed));
      const request = spans.find(({ status, kind }) => kind === server && status.code === failed);
      const [wait] = childrenOf(request, spans);
      const [connect] = childrenOf(wait, spans);
      assert.deepEqual([wait?.status.code, connect?.name, connect?.status.code], [failed, 'connect', failed]);
      assert.equal(connect?.attributes['error.type'], 'connection_timeout');
    },
  ));

test('the span of a statement that PostgreSQL rejects has failed with the SQLSTATE; that of the request, which is answered with 404, has not', () =>
  withTracedApi(openSharedPool, async (api, spans) => {
    const body = JSON.stringify({ user_id: 2_147_483_647, content: 'traced' });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    assert.equal(await get(api, '/posts', init), 404);
    const [request] = await requestSpans(spans);
    assert.deepEqual([request?.name, request?.status.code], ['POST /posts', unset]);
    assert.equal(request?.attributes['error.type'], undefined);
    const query = spans.find(({ name }) => name === 'query');
    assert.equal(query?.status.code, failed);
    assert.equal(query?.attributes['error.type'], '23503');
    assert.equal(query?.attributes['db.response.status_code'], '23503');
  }));

test('a request that its client aborts ends without a status code, and is not an error of the API', () =>
  withTracedApi(openSharedPool, async (api, spans) => {
    const abort = new AbortController();
    const release = await lockPosts(database.ownerUrl);
    const request = get(api, '/feed', { signal: abort.signal });
    await waitFor(async () =>
      (await (await fetch(`${api.url}/metrics`)).text()).includes('db_client_connection_count{state="used"} 1\n'),
    );
    abort.abort();
    await assert.rejects(request);
    const [aborted] = await requestSpans(spans);
    await release();
    assert.equal(aborted?.name, 'GET /feed');
    assert.equal(aborted?.status.code, unset);
    assert.equal(aborted?.attributes['error.type'], 'client_disconnected');
    assert.equal(aborted?.attributes['http.response.status_code'], undefined);
  }));

test('requests without a route are named by their method, and probes are not traced', () =>
  withTracedApi(openSharedPool, async (api, spans) => {
    for (const path of ['/livez', '/readyz', '/metrics', '/nowhere']) await get(api, path);
    await get(api, '/feed', { method: 'MKCOL' });
    const requests = await requestSpans(spans, 2);
    assert.deepEqual(requests.map(({ name }) => name).sort(), ['GET', 'HTTP /feed']);
    const other = requests.find(({ name }) => name === 'HTTP /feed');
    assert.equal(other?.attributes['http.request.method'], '_OTHER');
    assert.equal(other?.attributes['http.request.method_original'], 'MKCOL');
    assert.equal(other?.attributes['http.response.status_code'], 405);
  }));
