import { once } from 'node:events';
import type { Server } from 'node:http';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from './database/database.ts';
import type { Readiness } from './readiness.ts';
import type { Tracing } from './tracing/request-trace.ts';

interface RunningApi {
  server: Server;
  database: Database;
  tracing: Tracing | undefined;
  readiness: Readiness;
  logger: Logger;
  shutdownGraceMs: number;
  shutdownDelayMs: number;
}

/**
 * Stops in an order that loses no accepted request:
 * 1. become unready, and send `Connection: close` with every response;
 * 2. keep answering for `shutdownDelayMs`, until proxies have removed this address;
 * 3. accept no new connections, and complete the requests in progress;
 * 4. close the database connections;
 * 5. send the traces that have not been sent.
 * Resolves to the exit code: 0, or 1 if requests had to be aborted at the end of the grace period.
 */
async function stop(running: RunningApi): Promise<0 | 1> {
  const { server, database, tracing, readiness, logger, shutdownGraceMs, shutdownDelayMs } = running;
  readiness.state = 'stopping';
  let exitCode: 0 | 1 = 0;
  const endsAtMs = performance.now() + shutdownGraceMs;
  /** The limit for a step after the last request: a second, or the rest of the grace period. */
  const restMs = () => Math.min(1000, Math.max(0, endsAtMs - performance.now()));
  const deadline = setTimeout(() => {
    logger.error({ shutdownGraceMs }, 'requests were still running at the end of the grace period; aborting them');
    exitCode = 1;
    server.closeAllConnections();
  }, shutdownGraceMs);

  await wait(shutdownDelayMs);
  // By then, the event loop's poll phase has accepted every connection that the kernel had queued.
  await setImmediate();
  const closed = once(server, 'close');
  server.close();
  await closed;
  clearTimeout(deadline);
  await Promise.race([
    database.close().catch((error) => logger.error({ err: error }, 'the database connections did not close')),
    // A query whose client disconnected may still hold a connection; do not wait long for it.
    wait(restMs()),
  ]);
  await tracing?.close(restMs());
  return exitCode;
}

/** Stops the API on SIGTERM or SIGINT. A second signal ends the process immediately. */
export function stopOnSignal(running: RunningApi): void {
  let stopping = false;
  const exit = (code: number) => running.logger.flush(() => process.exit(code));
  const onSignal = async (signal: NodeJS.Signals) => {
    if (stopping) {
      running.logger.warn({ signal }, 'second signal: exiting immediately');
      return exit(1);
    }
    stopping = true;
    running.logger.info({ signal }, 'stopping');
    const exitCode = await stop(running);
    running.logger.info({ exitCode }, 'stopped');
    exit(exitCode);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
