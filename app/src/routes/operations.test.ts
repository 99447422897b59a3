import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gauge } from 'prom-client';
import { openConnections } from '../database/shared-pool.ts';
import { exchange } from '../testing/exchange.ts';
import { startTestApi, useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

test('the API is always alive, and ready unless it is starting or stopping', async () => {
  for (const [state, status] of [
    ['starting', 503],
    ['stopping', 503],
    ['ready', 200],
  ] as const) {
    context.api.readiness.state = state;
    assert.equal((await fetch(`${context.api.url}/livez`)).status, 200);
    const ready = await fetch(`${context.api.url}/readyz`);
    assert.equal(ready.status, status);
    const body = (await ready.json()) as { status?: string; error?: { code: string; message: string } };
    if (state === 'ready') assert.equal(body.status, 'ready');
    else assert.deepEqual(body.error, { code: 'not_ready', message: `the API is ${state}` });
  }
});

test('scrapes that arrive together share one collection, and the next one is fresh', async () => {
  const { registry } = context.api.metrics;
  let collections = 0;
  new Gauge({
    name: 'collections',
    help: 'Counts how often the registry is read',
    registers: [registry],
    collect() {
      collections += 1;
    },
  });
  const bytes = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(5);
  const { responses } = await exchange(
    context.api.url,
    `${bytes}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  assert.deepEqual(
    responses.slice(0, 5).map(({ status }) => status),
    [200, 200, 200, 200, 200],
  );
  assert.equal(collections, 1);
  await fetch(`${context.api.url}/metrics`);
  assert.equal(collections, 2);
  registry.removeSingleMetric('collections');
});

test('while stopping, responses close the connection', async () => {
  context.api.readiness.state = 'stopping';
  const response = await fetch(`${context.api.url}/feed`);
  context.api.readiness.state = 'ready';
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('connection'), 'close');
});

test('every documented metric exists before the first request', async () => {
  const fresh = await startTestApi(context.database.apiUrl, openConnections);
  const response = await fetch(`${fresh.url}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const page = await response.text();
  for (const line of [
    'http_requests_total{method="GET",route="/feed",status_code="200"} 0',
    'http_request_duration_seconds_bucket{le="0.001",method="GET",route="/feed",status_code="200"} 0',
    'http_request_duration_seconds_bucket{le="10",method="GET",route="/feed",status_code="200"} 0',
    'db_client_connection_create_time_seconds_count 0',
    'db_client_connection_wait_time_seconds_count 0',
    'db_client_connection_use_time_seconds_count 0',
    'db_client_operation_duration_seconds_count{operation="feed"} 0',
    'db_client_connection_count{state="used"} 0',
    'db_client_connection_count{state="idle"} 0',
    'db_client_connection_pending_requests 0',
    'feed_build_info{version="test",variant="test"} 1',
  ])
    assert.ok(page.split('\n').includes(line), line);
  await fresh.close();
});
