import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createApp } from '../app.ts';
import type { Connections, CreatePool } from '../database/connections.ts';
import { poolFactory } from '../database/create-pool.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { createHttpServer } from '../http/http-server.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import type { Readiness } from '../readiness.ts';

export interface TestApi {
  url: string;
  database: Database;
  metrics: Metrics;
  readiness: Readiness;
  /** The lines it logged, as text. */
  log: string[];
  close(): Promise<void>;
}

/** Builds the API with one variant's connections and lets it listen on a free port of this process. */
export async function startTestApi(
  databaseUrl: string,
  openConnections: (createPool: CreatePool) => Connections,
): Promise<TestApi> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const metrics = createMetrics({ version: 'test', variant: 'test' });
  const database = openDatabase(openConnections(poolFactory(databaseUrl, metrics.database, logger)), metrics.database);
  const readiness: Readiness = { state: 'ready' };
  const server = createHttpServer(createApp({ database, metrics, logger, readiness })).listen(0, '127.0.0.1');
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
