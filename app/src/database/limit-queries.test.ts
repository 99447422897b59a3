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

test('queries in a row, and a connection that nobody uses, may take longer than that', async () => {
  const first = await session();
  const startedAt = performance.now();
  while (performance.now() - startedAt < 1.5 * timeoutMs) await sleep(0.1);
  await new Promise((resolve) => setTimeout(resolve, 1.5 * timeoutMs));
  assert.equal(await session(), first);
});
