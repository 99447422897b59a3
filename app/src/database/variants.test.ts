// Timed: requests wait for a connection for up to 150 ms or 2,000 ms.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { createTestDatabase, lockPosts, runStatement } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { poolState } from '../testing/pool-state.ts';
import { openWithLongTimeout, startTestApi, type TestApi } from '../testing/use-test-api.ts';
import type { Connections, CreatePool } from './connections.ts';
import * as perRequest from './pool-per-request.ts';
import * as shared from './shared-pool.ts';

const database = await createTestDatabase();
after(() => database.drop());

async function withApi(
  openConnections: (createPool: CreatePool) => Connections,
  work: (api: TestApi) => Promise<void>,
) {
  const api = await startTestApi(database.apiUrl, openConnections);
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

/** Sessions started in this database. The server's count lags by up to a second. */
async function settledSessions(): Promise<number> {
  const countQuery = 'SELECT sessions::integer FROM pg_stat_database WHERE datname = $1';
  for (let previous = -1; ; await wait(1100)) {
    const [row] = await runStatement<{ sessions: number }>(database.adminUrl, countQuery, [database.name]);
    if (row?.sessions === previous) return previous;
    previous = row?.sessions ?? 0;
  }
}

/** The number of observations. */
async function observationCount(api: TestApi, name: string): Promise<number> {
  const metric = await api.metrics.registry.getSingleMetric(name)?.get();
  const counts = metric?.values.filter((value) => 'metricName' in value && value.metricName === `${name}_count`) ?? [];
  return counts.reduce((total, { value }) => total + value, 0);
}

const connectionsOpened = (api: TestApi) => observationCount(api, 'db_client_connection_create_time_seconds');

async function get(api: TestApi): Promise<number> {
  const response = await fetch(`${api.url}/feed`);
  await response.arrayBuffer();
  return response.status;
}

for (const [behaviour, openConnections, opensPerRequest, idle] of [
  ['broken: each request opens a session', openWithLongTimeout, 1, 0],
  ['pooled: only the first request opens a session', shared.openConnections, 0, 1],
] as const)
  test(behaviour, () =>
    withApi(openConnections, async (api) => {
      assert.equal(await get(api), 200);
      const before = await settledSessions();
      for (let request = 0; request < 20; request += 1) assert.equal(await get(api), 200);
      assert.equal((await settledSessions()) - before, 20 * opensPerRequest);
      assert.equal(await connectionsOpened(api), 1 + 20 * opensPerRequest);
      for (const each of ['connection_wait_time', 'connection_use_time', 'operation_duration'])
        assert.equal(await observationCount(api, `db_client_${each}_seconds`), 21);
      assert.deepEqual(await poolState(api), { used: 0, idle, pending: 0 });
    }),
  );

/** With a pool whose first ten logins may take longer than two seconds, on a busy machine. */
const openPatientPool = (createPool: CreatePool) =>
  shared.openConnections((settings) => createPool({ ...settings, connectionTimeoutMillis: 10_000 }));

test('pooled: the eleventh request waits for a connection and gets it', async () => {
  await withApi(openPatientPool, async (api) => {
    const release = await lockPosts(database.ownerUrl);
    const requests = Array.from({ length: 11 }, () => get(api));
    await waitFor(async () => (await poolState(api)).pending === 1);
    assert.deepEqual(await poolState(api), { used: 10, idle: 0, pending: 1 });
    await release();
    assert.deepEqual(await Promise.all(requests), Array(11).fill(200));
    assert.equal(await connectionsOpened(api), 10);
  });
});

test('pooled: a request that has waited 2,000 ms is answered with 503 and Retry-After', async () => {
  await withApi(shared.openConnections, async (api) => {
    const release = await lockPosts(database.ownerUrl);
    const held = Array.from({ length: 10 }, () => get(api));
    await waitFor(async () => (await poolState(api)).used === 10);
    const startedAt = performance.now();
    const response = await fetch(`${api.url}/feed`);
    const waitedMs = performance.now() - startedAt;
    await release();
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'connection_timeout');
    assert.ok(waitedMs >= 1990 && waitedMs < 8000, `waited ${waitedMs} ms`);
    assert.deepEqual(await Promise.all(held), Array(10).fill(200));
  });
});

// Not all that the server has: other files use it at the same time.
test('broken: 40 concurrent requests open 40 connections', async () => {
  await withApi(openWithLongTimeout, async (api) => {
    const statuses = await Promise.all(Array.from({ length: 40 }, () => get(api)));
    for (const status of statuses) assert.ok(status === 200 || status === 503, `status ${status}`);
    assert.equal(await connectionsOpened(api), 40);
  });
});

test('the pools have the documented settings: 1 connection and 150 ms per request, or 10, 2,000 ms and 30 s for all', async () => {
  const created: Record<string, pg.PoolConfig[]> = { broken: [], fixed: [] };
  for (const [variant, { openConnections }] of Object.entries({ broken: perRequest, fixed: shared })) {
    const spy = (createPool: CreatePool) =>
      openConnections((settings) => {
        created[variant]?.push(settings);
        return createPool(settings);
      });
    await withApi(spy, async (api) => void (await Promise.all([get(api), get(api)])));
  }
  const perRequestPool = { max: 1, connectionTimeoutMillis: 150 };
  assert.deepEqual(created, {
    broken: [perRequestPool, perRequestPool],
    fixed: [{ max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000 }],
  });
});

test('statements time out after 10 s in the database and after 11 s in the API', async () => {
  const spy = (createPool: CreatePool) =>
    shared.openConnections((settings) => {
      const pool = createPool(settings);
      assert.equal(pool.options.query_timeout, 11_000);
      return pool;
    });
  await withApi(spy, async (api) => {
    const [row] = await api.database.query<{ statement_timeout: string }>({
      name: 'ping',
      text: 'SHOW statement_timeout',
    });
    assert.equal(row?.statement_timeout, '10s');
  });
});

test('the server accepts 100 connections', async () => {
  assert.deepEqual(await runStatement(database.adminUrl, 'SHOW max_connections'), [{ max_connections: '100' }]);
});
