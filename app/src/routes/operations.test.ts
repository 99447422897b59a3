import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConnections } from '../database/shared-pool.ts';
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
    assert.deepEqual(await ready.json(), { status: state });
  }
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
    'db_connections_opened_total 0',
    'db_connect_duration_seconds_count 0',
    'db_query_duration_seconds_count{query="feed"} 0',
    'db_pool_connections{state="active"} 0',
    'db_pool_connections{state="idle"} 0',
    'db_pool_connections{state="waiting"} 0',
    'feed_build_info{version="test",variant="test"} 1',
  ])
    assert.ok(page.split('\n').includes(line), line);
  await fresh.close();
});
