// Early: waits until requests time out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PoolClient } from 'pg';
import type { Connections, CreatePool } from '../../app/src/database/connections.ts';
import { openConnections as openSharedPool } from '../../app/src/database/shared-pool.ts';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { startTestApi, type TestApi, useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { parseMetrics } from '../lib/metrics.ts';
import { quietReport } from '../lib/report.ts';
import { timeMs } from '../lib/timing.ts';
import { explainResult } from '../results/explain-result.ts';
import { isBeyondPools, whatHeldConnections } from '../results/held-connections.ts';
import type { Result } from '../results/result.ts';
import type { Target } from '../targets/target.ts';
import { databaseEvidence } from './database-evidence.ts';
import { waitForLastQueries } from './wait-for-last-queries.ts';

const context = useTestApi();
const users = 30;
const poolSize = 10;

/** Longer than ten logins take on a busy machine, so that only requests in the queue time out. */
const connectionTimeoutMillis = 5000;

const openPatientPool = (createPool: CreatePool) =>
  openSharedPool((settings) => createPool({ ...settings, connectionTimeoutMillis }));

/** Gives up long before a slow query is canceled: a busy machine sends some requests late. */
const openHastyPool = (createPool: CreatePool) =>
  openSharedPool((settings) => createPool({ ...settings, connectionTimeoutMillis: 1000, statement_timeout: 6000 }));

/** A pool of ten whose connections are not released, except at the end, for the test's sake. */
const openLeakingPool =
  (prepare: (client: PoolClient) => Promise<unknown>) =>
  (createPool: CreatePool): Connections => {
    const pool = createPool({ max: poolSize, connectionTimeoutMillis });
    const borrowed: PoolClient[] = [];
    return {
      async use(work) {
        const client = await pool.connect();
        borrowed.push(client as PoolClient);
        await prepare(client);
        return work(client);
      },
      async close() {
        for (const client of borrowed) client.release();
        await pool.end();
      },
    };
  };

const onDatabase: Target['withDatabase'] = (work) => withClient(context.database.ownerUrl, work);

/** The evidence of a load test in which so many users request the feed once. */
async function measureCrowd(
  { url, metrics }: TestApi,
  whileWaiting: (timedOut: () => number, leave: () => void) => Promise<void>,
  { executionMs = 7 } = {},
): Promise<Result> {
  const scrape = async () => parseMetrics(await metrics.registry.metrics());
  const target = { metrics: scrape, withDatabase: onDatabase } as Partial<Target> as Target;
  const before = await scrape();
  const startedAt = performance.now();
  const codes: string[] = [];
  const timedOut = () => codes.filter((code) => code === 'connection_timeout').length;
  const clients = new AbortController();
  const requests = Array.from({ length: users }, async () => {
    const response = await fetch(`${url}/feed`, { signal: clients.signal }).catch(() => undefined);
    const body = response ? await response.text() : 'left';
    if (!response?.ok) codes.push(/connection_timeout|database_unavailable|left/.exec(body)?.[0] ?? body);
  });
  await whileWaiting(timedOut, () => clients.abort());
  await Promise.all(requests);
  const afterLoad = await waitForLastQueries({ target, report: quietReport, signal: new AbortController().signal });
  const durationSeconds = (performance.now() - startedAt) / 1000;
  const { evidence } = exampleResult('pooled');
  const errors = [...new Set(codes)].map((code) => ({
    status: 503,
    code,
    count: codes.filter((other) => other === code).length,
  }));
  const database = databaseEvidence(before, afterLoad, durationSeconds);
  return exampleResult('pooled', {
    ...{ requests: users, failed: codes.length, successRate: 1 - codes.length / users, errors, durationSeconds },
    evidence: { ...evidence, database, plan: { ...evidence.plan, executionMs } },
  });
}

async function withApi<Outcome>(
  openConnections: (createPool: CreatePool) => Connections,
  work: (api: TestApi) => Promise<Outcome>,
): Promise<Outcome> {
  const api = await startTestApi(context.database.apiUrl, openConnections);
  return work(api).finally(() => api.close());
}

/** All of the queue has given up. */
const untilQueueGivesUp = (timedOut: () => number) => waitFor(() => timedOut() === users - poolSize);

/**
 * Makes the feed slow for real: for as long as `work` runs, its query has to count ten billion
 * rows, which no machine does before the query is canceled.
 */
async function withSlowFeed<Outcome>(work: (aloneMs: number) => Promise<Outcome>): Promise<Outcome> {
  const { database } = context;
  await database.query(`
    BEGIN;
    ALTER TABLE users RENAME TO stored_users;
    CREATE VIEW users AS SELECT * FROM stored_users
    WHERE (SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b) > id;
    GRANT SELECT ON users TO feed_api;
    COMMIT`);
  try {
    const aloneMs = await timeMs(() =>
      assert.rejects(
        withClient(database.ownerUrl, (client) => client.query(feedQuery), { statement_timeout: 1500 }),
        { code: '57014' },
      ),
    );
    return await work(aloneMs);
  } finally {
    await database.query('BEGIN; DROP VIEW users; ALTER TABLE stored_users RENAME TO users; COMMIT');
  }
}

const apiSessions = "SELECT FROM pg_stat_activity WHERE usename = 'feed_api' AND datname = current_database()";

/** Opens all connections, so that a short limit is that of the queue alone. */
const openAll = ({ url }: TestApi) =>
  waitFor(async () => {
    await Promise.all(Array.from({ length: poolSize }, async () => (await fetch(`${url}/feed`)).text()));
    return (await onDatabase((client) => client.query(apiSessions))).rowCount === poolSize;
  });

test('queries that take seconds by themselves are told apart from connections that are not released', () =>
  withApi(openHastyPool, async (api) => {
    await openAll(api);
    await withSlowFeed(async (executionMs) => {
      const result = await measureCrowd(api, untilQueueGivesUp, { executionMs });
      assert.equal(whatHeldConnections(result), 'queries');
      assert.ok(isBeyondPools(result));
      const why = explainResult(result);
      assert.match(
        why,
        /20 of 30 requests waited .* and 10 got no result from the database \(database_unavailable\)\./,
      );
      assert.match(
        why,
        /Slow queries held the connections: a query took \d,\d{3} ms on average, \d,\d{3} ms .* alone;/,
      );
      assert.match(why, /Of 10 queries, none returned a feed\. .* each of 100 users would .* Each feed reads all/);
      assert.doesNotMatch(why, /released/);
    });
  }));

test('so are queries that still run when the last client has given up: the evidence waits for them', () =>
  withApi(openHastyPool, async (api) => {
    await openAll(api);
    await withSlowFeed(async (executionMs) => {
      const leaveAfterQueue = async (timedOut: () => number, leave: () => void) => {
        await untilQueueGivesUp(timedOut);
        leave();
      };
      const result = await measureCrowd(api, leaveAfterQueue, { executionMs });
      const { queries, connectionsInUse } = result.evidence.database ?? {};
      assert.deepEqual({ queries, connectionsInUse }, { queries: poolSize, connectionsInUse: 0 });
      assert.match(explainResult(result), /Slow queries held the connections/);
    });
  }));

test('queries that take a moment alone, and seconds under load, have waited for something else', async () => {
  const result = await withClient(context.database.ownerUrl, async (client) => {
    await client.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    return withApi(openPatientPool, (api) =>
      measureCrowd(api, async (timedOut) => {
        await untilQueueGivesUp(timedOut);
        await client.query('COMMIT');
      }),
    );
  });
  assert.equal(whatHeldConnections(result), 'waiting queries');
  const why = explainResult(result);
  assert.match(
    why,
    /20 of 30 requests waited .* Queries that waited in the database held the connections: a query took \d,\d{3} ms/,
  );
  assert.match(why, /([5-9]|10)\.\d ran at the same time on 10 connections\. What do they wait for/);
  assert.doesNotMatch(why, /released|reads all/);
});

test('connections that are idle after the last response were not released', () =>
  withApi(
    openLeakingPool(async () => {}),
    async (api) => {
      const why = explainResult(await measureCrowd(api, untilQueueGivesUp));
      assert.match(why, /20 of 30 requests waited .* Something held the connections: a query took /);
      assert.match(
        why,
        /on 10 connections\. 10 connections were still in use after the last response, although no query ran on them\. Is each connection released/,
      );
    },
  ));

test('nor were those that are idle in a transaction', () =>
  withApi(
    openLeakingPool((client) => client.query('BEGIN')),
    async (api) => {
      const result = await measureCrowd(api, untilQueueGivesUp);
      assert.deepEqual(result.evidence.database?.sessions, { running: 0, waitingForLocks: 0, idleInTransaction: 10 });
      assert.match(explainResult(result), /although no query ran on them \(10 in an open transaction\)\. Is each/);
    },
  ));
