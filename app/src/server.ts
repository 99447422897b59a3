import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openConnections, variant } from '#variant';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { poolFactory } from './database/create-pool.ts';
import { type Database, openDatabase } from './database/database.ts';
import { ConfigError } from './environment.ts';
import { reasonOf } from './errors.ts';
import { isLoopback } from './http/check-request.ts';
import { createHttpServer } from './http/http-server.ts';
import { createLogger } from './log/create-logger.ts';
import { createMetrics } from './metrics/metrics.ts';
import type { Readiness } from './readiness.ts';
import { stopOnSignal } from './shutdown.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const retryIntervalMs = 500;

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The API cannot start with this environment:\n${error.message}\n`);
    process.exit(2);
  }
}

/** Polls the database until it responds for the first time, then sets the API ready. */
async function becomeReady(database: Database, readiness: Readiness, logger: Logger): Promise<void> {
  while (readiness.state === 'starting') {
    try {
      await database.query({ name: 'ping', text: 'SELECT 1' });
      if (readiness.state === 'starting') readiness.state = 'ready';
      logger.info('the database answered; ready');
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'the database has not answered yet');
      await wait(retryIntervalMs, undefined, { ref: false });
    }
  }
}

const config = readConfigOrExit();
const logger = createLogger({ level: config.logLevel, variant });
const metrics = createMetrics({ version, variant });
const database = openDatabase(
  openConnections(poolFactory(config.databaseUrl, metrics.database, logger)),
  metrics.database,
);
// Without a collector, OpenTelemetry's SDK is not even loaded.
const tracing = config.otlpEndpoint
  ? (await import('./tracing/start-tracing.ts')).startTracing({
      endpoint: config.otlpEndpoint,
      databaseUrl: config.databaseUrl,
      version,
      variant,
      logger,
    })
  : undefined;
const readiness: Readiness = { state: 'starting' };
const server = createHttpServer(
  createApp({
    database,
    metrics,
    logger,
    readiness,
    isLoopbackOnly: isLoopback(config.host),
    sendsTiming: config.serverTiming,
    startTrace: tracing?.startTrace,
  }),
);

server.on('error', (error: NodeJS.ErrnoException) => {
  logger.fatal({ err: error }, `cannot listen on ${config.host}:${config.port}; is the port taken?`);
  process.exit(1);
});
// Without a host, Node.js listens on IPv6 and IPv4, or only on IPv4 where there is no IPv6.
const host = config.host === '::' ? undefined : config.host;
server.listen({ port: config.port, host }, () => {
  logger.info({ version, host: config.host, port: (server.address() as AddressInfo).port }, 'listening');
  void becomeReady(database, readiness, logger);
});
stopOnSignal({ ...config, server, database, tracing, readiness, logger });
