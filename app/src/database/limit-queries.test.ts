// Timed: a query against a limit of one second.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { poolFactory } from './create-pool.ts';
import { isQueryTimeout } from './database-errors.ts';

const timeoutMs = 1000;

let database: TestDatabase;
let pool: pg.Pool;

before(async () => {
  database = await createTestDatabase();
  const { database: metrics } = createMetrics({ version: '', variant: '' });
  const createPool = poolFactory(database.apiUrl, metrics, pino({ level: 'silent' }));
  pool = createPool({ max: 1, query_timeout: timeoutMs });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const sleep = (seconds: number) => pool.query('SELECT pg_sleep($1)', [seconds]);
const session = async () => (await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid as number;

test('a query that takes longer than query_timeout fails, and its connection is not used again', async () => {
  const first = await session();
  await assert.rejects(sleep(60), isQueryTimeout);
  assert.notEqual(await session(), first);
});

test('consecutive queries may together take longer than query_timeout, and an idle connection is not closed', async () => {
  const first = await session();
  const startedAt = performance.now();
  while (performance.now() - startedAt < 1.5 * timeoutMs) await sleep(0.1);
  await new Promise((resolve) => setTimeout(resolve, 1.5 * timeoutMs));
  assert.equal(await session(), first);
});

test('a query is limited even if others are sent on the same connection all the time', async () => {
  const client = await pool.connect();
  const slow = assert.rejects(client.query('SELECT pg_sleep(60)'), isQueryTimeout);
  const others = setInterval(() => client.query('SELECT 1').catch(() => {}), timeoutMs / 4);
  await slow;
  clearInterval(others);
  client.release();
});

test('the stack of an error leads to the code that has sent the query', async () => {
  await assert.rejects(pool.query('SELECT 1 / 0'), { code: '22012' });
  const client = await pool.connect();
  async function sendWrongQuery() {
    await client.query('SELECT 1 / 0');
  }
  await assert.rejects(sendWrongQuery, ({ stack }: Error) => /sendWrongQuery/.test(stack ?? ''));
  client.release();
});

test('a query may have a callback, and query() may be wrapped by a function without one', async () => {
  const client = await pool.connect();
  const counted = await new Promise((resolve, reject) => {
    client.query('SELECT $1::int AS n', [7], (error, { rows }) => (error ? reject(error) : resolve(rows[0].n)));
  });
  assert.equal(counted, 7);
  const query = client.query.bind(client);
  Object.assign(client, { query: async (text: string) => query(text) });
  assert.equal((await client.query('SELECT 8 AS n')).rows[0].n, 8);
  client.release(true);
});
