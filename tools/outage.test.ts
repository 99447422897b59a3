// Timed: its APIs give up on a database that does not answer within 300 ms.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import * as shared from '../app/src/database/shared-pool.ts';
import { openPatiently } from '../app/src/testing/patient-pool.ts';
import { startTestApi, type TestApi } from '../app/src/testing/test-api.ts';
import { lockPosts, runOnce } from '../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../db-migrations/src/testing/wait-for.ts';
import { startTestServer } from './sandbox/test-server.ts';

// What the API answers while its database goes away. It has a server of its own, which is stopped and started again under two
// running APIs; that is why it is not beside the API's code, whose tests share one server.
let server: Awaited<ReturnType<typeof startTestServer>>;
const apis: Record<string, TestApi> = {};

before(async () => {
  server = await startTestServer();
  apis.broken = await startTestApi(server.apiUrl, openPatiently);
  apis.fixed = await startTestApi(server.apiUrl, shared.openConnections);
});

after(async () => {
  for (const api of Object.values(apis)) await api.close();
  await server.stop();
});

async function feed(api: TestApi) {
  const response = await fetch(`${api.url}/feed`);
  const body = (await response.json()) as { error?: { code: string; message: string } };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), error: body.error };
}

test('a database that goes away is database_unavailable, and the API recovers by itself when it returns', async () => {
  for (const api of Object.values(apis)) assert.equal((await feed(api)).status, 200);
  await server.halt();
  for (const [variant, api] of Object.entries(apis)) {
    const { status, retryAfter, error } = await feed(api);
    assert.deepEqual(
      { status, retryAfter, code: error?.code },
      { status: 503, retryAfter: '1', code: 'database_unavailable' },
      variant,
    );
    assert.doesNotMatch(error?.message ?? '', /ECONNREFUSED|127\.0\.0\.1/);
    assert.equal((await fetch(`${api.url}/livez`)).status, 200);
    assert.equal((await fetch(`${api.url}/readyz`)).status, 200);
  }
  await server.resume();
  for (const api of Object.values(apis)) assert.equal((await feed(api)).status, 200);
});

test('sessions that the database ends under a running query are database_unavailable, and the next request works', async () => {
  const api = apis.fixed as TestApi;
  const release = await lockPosts(server.ownerUrl);
  const waiting = feed(api);
  await waitFor(async () => {
    const ended = await runOnce(
      server.adminUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'feed-api' AND wait_event_type = 'Lock'`,
    );
    return ended.length > 0;
  });
  assert.equal((await waiting).error?.code, 'database_unavailable');
  await release();
  assert.equal((await feed(api)).status, 200);
});

test('a database that crashes under running queries fails those queries and not the API', async () => {
  const apiList = Object.values(apis);
  const release = await lockPosts(server.ownerUrl);
  const waiting = Promise.all(apiList.map(feed));
  const blocked = `SELECT FROM pg_stat_activity WHERE application_name = 'feed-api' AND wait_event_type = 'Lock'`;
  await waitFor(async () => (await runOnce(server.adminUrl, blocked)).length === apiList.length);
  await server.crash();
  for (const { status, error } of await waiting)
    assert.deepEqual({ status, code: error?.code }, { status: 503, code: 'database_unavailable' });
  await release().catch(() => {});
  await server.resume();
  for (const api of apiList) assert.equal((await feed(api)).status, 200);
});

test('a session that is frozen and never answers is database_unavailable in the end, and is not used again', async () => {
  const impatient = await startTestApi(server.apiUrl, (createPool) =>
    shared.openConnections((settings) => createPool({ ...settings, max: 1, query_timeout: 300 })),
  );
  assert.equal((await feed(impatient)).status, 200);
  const [session] = await runOnce<{ pid: number }>(
    server.adminUrl,
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'feed-api' ORDER BY backend_start DESC LIMIT 1`,
  );
  const pid = session?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    assert.equal((await feed(impatient)).error?.code, 'database_unavailable');
    assert.equal((await feed(impatient)).status, 200);
  } finally {
    process.kill(pid, 'SIGCONT');
    await impatient.close();
  }
});

test('a statement that runs too long is ended by the database and is database_unavailable', async () => {
  const impatient = await startTestApi(server.apiUrl, (createPool) =>
    shared.openConnections((settings) => createPool({ ...settings, statement_timeout: 300 })),
  );
  const release = await lockPosts(server.ownerUrl);
  assert.equal((await feed(impatient)).error?.code, 'database_unavailable');
  await release();
  assert.equal((await feed(impatient)).status, 200);
  await impatient.close();
});

test('a connection that breaks while it is opened is database_unavailable, not a wait that was too long', async () => {
  const mute = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const url = new URL(server.apiUrl);
  url.port = String((mute.address() as AddressInfo).port);
  const api = await startTestApi(url.href, shared.openConnections);
  assert.equal((await feed(api)).error?.code, 'database_unavailable');
  const dials = await api.metrics.registry.getSingleMetricAsString('db_connect_duration_seconds');
  assert.match(dials, /^db_connect_duration_seconds_count 1$/m);
  await api.close();
  mute.close();
});
