// Timed: its APIs give up on a database that does not answer within 3 s.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import * as shared from '../app/src/database/shared-pool.ts';
import { openWithLongTimeout, startTestApi, type TestApi } from '../app/src/testing/use-test-api.ts';
import { lockPosts, runStatement } from '../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../db-migrations/src/testing/wait-for.ts';
import { startTestServer } from './sandbox/test-server.ts';

// Tests the API's responses while its database is down. Not next to the API's code, whose tests
// share one PostgreSQL: this one is stopped and started again while two APIs use it.
let server: Awaited<ReturnType<typeof startTestServer>>;
let fixed: TestApi;
let apis: TestApi[];

const startFixed = (overrides: pg.PoolConfig = {}) =>
  startTestApi(server.apiUrl, (createPool) =>
    shared.openConnections((settings) => createPool({ ...settings, ...overrides })),
  );

before(async () => {
  server = await startTestServer();
  fixed = await startFixed();
  apis = [await startTestApi(server.apiUrl, openWithLongTimeout), fixed];
});

after(async () => {
  for (const api of apis) await api.close();
  await server.stop();
});

async function feed(api: TestApi) {
  const response = await fetch(`${api.url}/feed`);
  const body = (await response.json()) as { error?: { code: string; message: string } };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), error: body.error };
}

const assertServes = async (api: TestApi) => assert.equal((await feed(api)).status, 200);

function assertUnavailable({ status, retryAfter, error }: Awaited<ReturnType<typeof feed>>): void {
  assert.deepEqual([status, retryAfter, error?.code], [503, '1', 'database_unavailable']);
  assert.doesNotMatch(error?.message ?? '', /ECONNREFUSED|127\.0\.0\.1/);
}

const blocked = `FROM pg_stat_activity WHERE application_name = 'feed-api' AND wait_event_type = 'Lock'`;

const waitForBlocked = (sessions: number) =>
  waitFor(async () => (await runStatement(server.adminUrl, `SELECT ${blocked}`)).length === sessions);

test('a stopped database is database_unavailable, and the API recovers when it starts again', async () => {
  for (const api of apis) await assertServes(api);
  await server.halt();
  for (const api of apis) {
    assertUnavailable(await feed(api));
    assert.equal((await fetch(`${api.url}/livez`)).status, 200);
    assert.equal((await fetch(`${api.url}/readyz`)).status, 200);
  }
  await server.resume();
  for (const api of apis) await assertServes(api);
});

test('a session that is terminated while its query runs is database_unavailable, and the next request succeeds', async () => {
  const release = await lockPosts(server.ownerUrl);
  const waiting = feed(fixed);
  await waitForBlocked(1);
  await runStatement(server.adminUrl, `SELECT pg_terminate_backend(pid) ${blocked}`);
  assertUnavailable(await waiting);
  await release();
  await assertServes(fixed);
});

test('a database that crashes while queries run fails those queries, and the API survives', async () => {
  const release = await lockPosts(server.ownerUrl);
  const waiting = Promise.all(apis.map(feed));
  await waitForBlocked(2);
  await server.crash();
  for (const answer of await waiting) assertUnavailable(answer);
  await release().catch(() => {});
  await server.resume();
  for (const api of apis) await assertServes(api);
});

test('a session that is frozen is database_unavailable after query_timeout, and is not used again', async () => {
  const impatient = await startFixed({ max: 1, query_timeout: 3000 });
  await assertServes(impatient);
  const [session] = await runStatement<{ pid: number }>(
    server.adminUrl,
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'feed-api' ORDER BY backend_start DESC LIMIT 1`,
  );
  const pid = session?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    assertUnavailable(await feed(impatient));
    await assertServes(impatient);
  } finally {
    process.kill(pid, 'SIGCONT');
    await impatient.close();
  }
});

test('a statement that is cancelled after statement_timeout is database_unavailable', async () => {
  const impatient = await startFixed({ statement_timeout: 3000 });
  const release = await lockPosts(server.ownerUrl);
  assertUnavailable(await feed(impatient));
  await release();
  await assertServes(impatient);
  await impatient.close();
});

test('a connection that is reset while it is opened is database_unavailable, not a timeout', async () => {
  const resetting = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(resetting, 'listening');
  const url = new URL(server.apiUrl);
  url.port = String((resetting.address() as AddressInfo).port);
  const api = await startTestApi(url.href, shared.openConnections);
  assertUnavailable(await feed(api));
  const connects = await api.metrics.registry.getSingleMetricAsString('db_client_connection_create_time_seconds');
  assert.match(connects, /^db_client_connection_create_time_seconds_count 1$/m);
  await api.close();
  resetting.close();
});
