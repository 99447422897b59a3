import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { useMeasured } from './connection-wait.ts';
import type { Connections, CreatePool } from './connections.ts';
import { poolFactory } from './create-pool.ts';
import * as perRequest from './pool-per-request.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const logger = pino({ level: 'silent' });

/** Asks for a connection once, and resolves to what is still counted afterwards. */
async function countAfter(
  url: string,
  open: (createPool: CreatePool) => Connections,
  work: (client: pg.ClientBase) => Promise<unknown> = (client) => client.query('SELECT 1'),
) {
  const { database: metrics } = createMetrics({ version: '', variant: '' });
  const connections = open(poolFactory(url, metrics, logger));
  const timing = { startedAtMs: performance.now() };
  const outcome = await useMeasured(connections, metrics, timing, work).then(
    () => 'worked',
    () => 'failed',
  );
  await connections.close();
  // Its socket is closed after the attempt has failed.
  await waitFor(async () => metrics.now.connectionsBeingOpened === 0);
  const { waits, connectionsBeingOpened } = metrics.now;
  const { values } = await metrics.waitTime.get();
  const observed = values.find((value) => value.metricName?.endsWith('_count'))?.value;
  return { outcome, waits, connectionsBeingOpened, observed };
}

const withTimeout = (connectionTimeoutMillis: number) => (createPool: CreatePool) =>
  perRequest.openConnections((settings) => createPool({ ...settings, connectionTimeoutMillis }));
const patient = withTimeout(10_000);

test('a request that got a connection has one wait, and nothing is left waiting', async () => {
  assert.deepEqual(await countAfter(database.apiUrl, patient), {
    outcome: 'worked',
    waits: 0,
    connectionsBeingOpened: 0,
    observed: 1,
  });
});

for (const [what, change, open] of [
  ['refuses the connection', (url: URL) => Object.assign(url, { port: '1' }), patient],
  ['rejects the password', (url: URL) => Object.assign(url, { password: 'wrong' }), patient],
  ['takes too long', (url: URL) => url, withTimeout(1)],
] as const)
  test(`if the database ${what}, the request has one wait, and nothing is left waiting`, async () => {
    const counted = await countAfter(String(change(new URL(database.apiUrl))), open);
    assert.deepEqual(counted, { outcome: 'failed', waits: 0, connectionsBeingOpened: 0, observed: 1 });
  });

test('so has one whose variant throws before it asks for a connection', async () => {
  const throwing = () => ({
    use: (): never => {
      throw new Error('a bug');
    },
    close: async () => {},
  });
  assert.deepEqual(await countAfter(database.apiUrl, throwing), {
    outcome: 'failed',
    waits: 0,
    connectionsBeingOpened: 0,
    observed: 1,
  });
});

test('a query that fails has waited once', async () => {
  const failing = (client: pg.ClientBase) => client.query('SELECT 1 / 0');
  assert.equal((await countAfter(database.apiUrl, patient, failing)).observed, 1);
});
