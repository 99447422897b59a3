import { once } from 'node:events';
import type { Server } from 'node:http';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from './database/database.ts';
import type { Readiness } from './readiness.ts';

interface Running {
  server: Server;
  database: Database;
  readiness: Readiness;
  logger: Logger;
  shutdownGraceMs: number;
  shutdownDelayMs: number;
}

/**
 * Stops in this order, so that no accepted request is lost:
 * 1. unready, and every answer says `Connection: close`;
 * 2. still answering for `shutdownDelayMs`, while proxies take the address off their lists;
 * 3. no new connections, and the requests under way come to their end;
 * 4. the database connections close, which nothing needs any more.
 * Resolves to the exit code: 0, or 1 when the time ran out and requests were cut off.
 */
async function stop({
  server,
  database,
  readiness,
  logger,
  shutdownGraceMs,
  shutdownDelayMs,
}: Running): Promise<0 | 1> {
  readiness.state = 'stopping';
  let exitCode: 0 | 1 = 0;
  const endsAtMs = performance.now() + shutdownGraceMs;
  const deadline = setTimeout(() => {
    logger.error({ shutdownGraceMs }, 'requests were still running at the end of the grace period; cutting them off');
    exitCode = 1;
    server.closeAllConnections();
  }, shutdownGraceMs);

  await wait(shutdownDelayMs);
  // Right behind the poll phase, when every connection that the kernel had ready was just taken in: the rest is refused.
  await setImmediate();
  const closed = once(server, 'close');
  server.close();
  await closed;
  clearTimeout(deadline);
  await Promise.race([
    database.close().catch((error) => logger.error({ err: error }, 'the database connections did not close')),
    // A query that its client gave up on may still hold a connection; it is not worth waiting for.
    wait(Math.min(1000, Math.max(0, endsAtMs - performance.now()))),
  ]);
  return exitCode;
}

/** Stops the API at SIGTERM or SIGINT. A second signal ends the process at once. */
export function stopOnSignal(running: Running): void {
  let stopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (stopping) {
      running.logger.warn({ signal }, 'second signal: ending at once');
      process.exit(1);
    }
    stopping = true;
    running.logger.info({ signal }, 'stopping');
    const exitCode = await stop(running);
    running.logger.info({ exitCode }, 'stopped');
    process.exit(exitCode);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
