import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { createApp } from '../app.ts';
import type { Connections, CreatePool } from '../database/connections.ts';
import { poolFactory } from '../database/create-pool.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { openConnections as openPoolPerRequest } from '../database/pool-per-request.ts';
import { openConnections as openSharedPool } from '../database/shared-pool.ts';
import { createHttpServer } from '../http/http-server.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import type { Readiness } from '../readiness.ts';
import type { StartTrace } from '../tracing/request-trace.ts';

type OpenConnections = (createPool: CreatePool) => Connections;

export interface TestApi {
  url: string;
  database: Database;
  metrics: Metrics;
  readiness: Readiness;
  /** The lines of the log. */
  log: string[];
  close(): Promise<void>;
}

/** The broken variant with a long connection timeout, so that it works even on a busy machine. */
export const openWithLongTimeout: OpenConnections = (createPool) =>
  openPoolPerRequest((settings) => createPool({ ...settings, connectionTimeoutMillis: 10_000 }));

/** Starts the API in this process on a free port. */
export async function startTestApi(
  databaseUrl: string,
  openConnections: OpenConnections,
  { startTrace, sendsTiming = true }: { startTrace?: StartTrace; sendsTiming?: boolean } = {},
): Promise<TestApi> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const metrics = createMetrics({ version: 'test', variant: 'test' });
  const database = openDatabase(openConnections(poolFactory(databaseUrl, metrics.database, logger)), metrics.database);
  const readiness: Readiness = { state: 'ready' };
  const server = createHttpServer(
    createApp({ database, metrics, logger, readiness, isLoopbackOnly: true, sendsTiming, startTrace }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    database,
    metrics,
    readiness,
    log,
    async close() {
      server.close();
      server.closeAllConnections();
      await database.close();
    },
  };
}

/** The database and the API of a test file, set before its first test. */
export interface TestContext {
  database: TestDatabase;
  api: TestApi;
}

/** Registers the hooks of a test file with one API. `prepare` may change the database first. */
export function useTestApi({ prepare = async () => {} }: { prepare?: (database: TestDatabase) => Promise<void> } = {}) {
  const context = {} as TestContext;
  before(async () => {
    context.database = await createTestDatabase();
    await prepare(context.database);
    context.api = await startTestApi(context.database.apiUrl, openSharedPool);
  });
  after(async () => {
    await context.api.close();
    await context.database.drop();
  });
  return context;
}
