// Early: waits until requests time out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PoolClient } from 'pg';
import type { Connections, CreatePool } from '../../app/src/database/connections.ts';
import { openConnections as openSharedPool } from '../../app/src/database/shared-pool.ts';
import { startTestApi, useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { parseMetrics } from '../lib/metrics.ts';
import { explainResult } from '../results/explain-result.ts';
import { databaseEvidence } from './database-evidence.ts';

const context = useTestApi();
const users = 30;

/** Longer than ten logins take on a busy machine, so that only requests in the queue time out. */
const connectionTimeoutMillis = 5000;

const openPatientPool = (createPool: CreatePool) =>
  openSharedPool((settings) => createPool({ ...settings, connectionTimeoutMillis }));

/** A pool of ten whose connections are not released, except at the end, for the test's sake. */
function openLeakingPool(createPool: CreatePool): Connections {
  const pool = createPool({ max: 10, connectionTimeoutMillis });
  const borrowed: PoolClient[] = [];
  return {
    async use(work) {
      const client = await pool.connect();
      borrowed.push(client as PoolClient);
      return work(client);
    },
    async close() {
      for (const client of borrowed) client.release();
      await pool.end();
    },
  };
}

/** What loadtest prints as "Why" when so many users have requested the feed once. */
async function explainCrowd(
  openConnections: (createPool: CreatePool) => Connections,
  whileWaiting: (timedOut: () => number) => Promise<void>,
): Promise<string> {
  const api = await startTestApi(context.database.apiUrl, openConnections);
  try {
    const scrape = async () => parseMetrics(await api.metrics.registry.metrics());
    const before = await scrape();
    const startedAt = performance.now();
    let timedOut = 0;
    const requests = Array.from({ length: users }, async () => {
      const response = await fetch(`${api.url}/feed`);
      if ((await response.text()).includes('connection_timeout')) timedOut += 1;
    });
    await whileWaiting(() => timedOut);
    await Promise.all(requests);
    const database = databaseEvidence(before, await scrape(), (performance.now() - startedAt) / 1000);
    const { evidence } = exampleResult('pooled');
    const errors = [{ status: 503, code: 'connection_timeout', count: timedOut }];
    return explainResult(
      exampleResult('pooled', { requests: users, failed: timedOut, errors, evidence: { ...evidence, database } }),
    );
  } finally {
    await api.close();
  }
}

test('timeouts in the queue are explained by slow queries if those held the connections', async () => {
  const why = await withClient(context.database.ownerUrl, async (client) => {
    await client.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    return explainCrowd(openPatientPool, async (timedOut) => {
      await waitFor(() => timedOut() === users - 10);
      await client.query('COMMIT');
    });
  });
  assert.match(why, /20 of 30 requests waited .* Slow queries held the connections: a query took \d,\d{3} ms/);
  assert.match(why, /([5-9]|10)\.\d ran at the same time on 10 connections\. Each feed reads all/);
  assert.doesNotMatch(why, /released/);
});

test('timeouts are explained by connections that are not released if they are still in use after the last response', async () => {
  const why = await explainCrowd(openLeakingPool, (timedOut) => waitFor(() => timedOut() === users - 10));
  assert.match(why, /20 of 30 requests waited .* Something held the connections: a query took /);
  assert.match(
    why,
    /on 10 connections, and 10 were still in use after the last response\. Is each connection released/,
  );
});
