// Timed: requests wait for a connection for up to 150 ms or 2,000 ms.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase, lockPosts } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import type { Connections } from '../database/connections.ts';
import { openConnections as openPoolPerRequest } from '../database/pool-per-request.ts';
import { openConnections as openSharedPool } from '../database/shared-pool.ts';
import { exchange } from '../testing/exchange.ts';
import { poolState } from '../testing/pool-state.ts';
import { openWithLongTimeout, startTestApi, type TestApi } from '../testing/use-test-api.ts';

const database = await createTestDatabase();
after(() => database.drop());

type Options = Parameters<typeof startTestApi>;

async function withApi(open: Options[1], work: (api: TestApi) => Promise<void>, options: Options[2] = {}) {
  const api = await startTestApi(database.apiUrl, open, options);
  await work(api).finally(() => api.close());
}

/** The parts of a response, in ms, by name; null if the response has no such header. */
async function partsOf(api: TestApi, path: string, init?: RequestInit): Promise<Record<string, number> | null> {
  const response = await fetch(`${api.url}${path}`, init);
  await response.arrayBuffer();
  const header = response.headers.get('server-timing');
  if (header === null) return null;
  return Object.fromEntries(
    header.split(', ').map((part) => {
      const [, name = '', durationMs] = /^(\w+);dur=(\d+\.\d)$/.exec(part) ?? [];
      return [name, Number(durationMs)];
    }),
  );
}

const namesIn = async (...request: Parameters<typeof partsOf>) => Object.keys((await partsOf(...request)) ?? {}).join();

const post = (content: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ user_id: 1, content }),
});

test('each response of the three routes has its parts, and `connect` only if a connection was opened for it', () =>
  withApi(openSharedPool, async (api) => {
    assert.equal(await namesIn(api, '/feed'), 'pool,connect,db,total');
    for (const [path, init] of [['/feed'], ['/users/1/posts'], ['/posts', post('timed')]] as const)
      assert.equal(await namesIn(api, path, init), 'pool,db,total');
    for (const [path, init] of [['/users/x/posts'], ['/posts', post(' ')], ['/feed', { method: 'DELETE' }]] as const)
      assert.equal(await namesIn(api, path, init), 'total');
    assert.equal(await namesIn(api, '/feed', { method: 'OPTIONS' }), 'total');
    for (const path of ['/livez', '/readyz', '/metrics']) assert.equal(await partsOf(api, path), null);
  }));

test('a response to HEAD has the same parts as one to GET, and no body', () =>
  withApi(openSharedPool, async (api) => {
    const head = 'HEAD /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    assert.equal(await namesIn(api, '/feed', { method: 'HEAD' }), 'pool,connect,db,total');
    for (const method of ['GET', 'HEAD']) {
      assert.equal(await namesIn(api, '/feed', { method }), 'pool,db,total');
      assert.equal(await namesIn(api, '/users/x/posts', { method }), 'total');
    }
    const [headers, body] = (await exchange(api.url, head)).answer.split('\r\n\r\n');
    assert.match(headers ?? '', /^Server-Timing: pool/m);
    assert.equal(body, '');
  }));

test('the parts do not overlap: together they are at most the total', () =>
  withApi(openWithLongTimeout, async (api) => {
    for (const parts of await Promise.all(Array.from({ length: 10 }, () => partsOf(api, '/feed')))) {
      const { pool = Number.NaN, connect = Number.NaN, db = Number.NaN, total = Number.NaN } = parts ?? {};
      assert.ok(connect > 0 && db > 0, JSON.stringify(parts));
      // Each is rounded.
      assert.ok(pool + connect + db <= total + 0.2, JSON.stringify(parts));
    }
  }));

test('the response to a request that got no connection has the time that it waited', () =>
  withApi(openSharedPool, async (api) => {
    const release = await lockPosts(database.ownerUrl);
    const held = Array.from({ length: 10 }, () => fetch(`${api.url}/feed`));
    await waitFor(async () => (await poolState(api)).used === 10);
    const { pool = 0, total = 0, ...others } = (await partsOf(api, '/feed')) ?? {};
    await release();
    await Promise.all(held);
    assert.ok(pool >= 1990 && total >= pool, `${pool} of ${total} ms`);
    assert.deepEqual(others, {});
  }));

test('if a connection could not be opened in time, the response has the duration of the attempt', () =>
  withApi(
    (createPool) => openPoolPerRequest((settings) => createPool({ ...settings, connectionTimeoutMillis: 1 })),
    async (api) => {
      const { pool = Number.NaN, connect = 0, total = 0 } = (await partsOf(api, '/feed')) ?? {};
      assert.ok(connect > 0 && pool + connect <= total + 0.2, `${pool}, ${connect} of ${total} ms`);
    },
  ));

test('time in a queue outside the pool counts as the wait for a connection', () => {
  const oneAtATime = (createPool: Parameters<typeof openSharedPool>[0]): Connections => {
    const { use, close } = openSharedPool(createPool);
    let last: Promise<unknown> = Promise.resolve();
    return {
      close,
      use(work) {
        const mine = last.then(() => use(work));
        last = mine.catch(() => {});
        return mine;
      },
    };
  };
  return withApi(oneAtATime, async (api) => {
    const release = await lockPosts(database.ownerUrl);
    const requests = Array.from({ length: 3 }, () => partsOf(api, '/feed'));
    await waitFor(async () => (await poolState(api)).pending === 2);
    await release();
    const waits = (await Promise.all(requests)).map((parts) => parts?.pool ?? 0).sort((one, other) => one - other);
    assert.ok((waits[1] ?? 0) > (waits[0] ?? 0), waits.join(', '));
  });
});

test('a connection that was opened before the request is not part of its time', () => {
  const warm = (createPool: Parameters<typeof openSharedPool>[0]): Connections => {
    const pool = createPool({ max: 1 });
    const warmed = pool.connect().then((client) => client.release());
    return {
      close: () => pool.end(),
      async use(work) {
        await warmed;
        const client = await pool.connect();
        return work(client).finally(() => client.release());
      },
    };
  };
  return withApi(warm, async (api) => {
    await waitFor(async () => (await poolState(api)).idle === 1);
    assert.equal(await namesIn(api, '/feed'), 'pool,db,total');
  });
});

test('a connection that is opened for another request is part of the wait, not opened for this one', () => {
  const poolOfOne = (createPool: Parameters<typeof openSharedPool>[0]) =>
    openSharedPool((settings) => createPool({ ...settings, max: 1, connectionTimeoutMillis: 10_000 }));
  return withApi(poolOfOne, async (api) => {
    const names = await Promise.all([namesIn(api, '/feed'), namesIn(api, '/feed')]);
    assert.deepEqual(names.sort(), ['pool,connect,db,total', 'pool,db,total']);
  });
});

test('a request that waits inside a pool that the variant queries itself has waited, too', () => {
  const pooled = (createPool: Parameters<typeof openSharedPool>[0]): Connections => {
    const pool = createPool({ max: 1 });
    return { close: () => pool.end(), use: (work) => work(pool as unknown as Parameters<typeof work>[0]) };
  };
  return withApi(pooled, async (api) => {
    const release = await lockPosts(database.ownerUrl);
    const requests = Array.from({ length: 3 }, () => partsOf(api, '/feed'));
    await waitFor(async () => (await poolState(api)).pending === 2);
    await release();
    for (const parts of await Promise.all(requests)) assert.ok((parts?.pool ?? 0) + (parts?.connect ?? 0) > 0);
    assert.deepEqual(await poolState(api), { used: 0, idle: 1, pending: 0 });
  });
});

test('without the setting, no response has the header', () =>
  withApi(
    openSharedPool,
    async (api) => {
      for (const path of ['/feed', '/users/x/posts']) assert.equal(await partsOf(api, path), null);
    },
    { sendsTiming: false },
  ));
