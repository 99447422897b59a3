import pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseMetrics } from '../metrics/database.ts';
import { limitQueries } from './limit-queries.ts';
import { queryPromise, returnsPromise } from './query-promise.ts';

/** A connection, and when it was opened and last acquired. Times by performance.now(). */
export class MeasuredClient extends pg.Client {
  readonly startedAtMs = performance.now();
  /** When it was established, or when the attempt failed. */
  endedAtMs: number | undefined;
  /** When it was last acquired from its pool. */
  takenAtMs = 0;
  /** Whether no request has used it. */
  isNew = true;

  /** The part of a request's wait, from `fromMs` to `toMs`, in which this connection was opened. */
  openingBetween(fromMs: number, toMs: number): { startedAtMs: number; endedAtMs: number } | undefined {
    const startedAtMs = Math.max(fromMs, this.startedAtMs);
    const endedAtMs = Math.min(toMs, this.endedAtMs ?? toMs);
    // Otherwise, it was opened before, for nobody or for a request that gave up.
    return endedAtMs > startedAtMs ? { startedAtMs, endedAtMs } : undefined;
  }
}

/** Returns a class whose connections are counted and timed, including those that fail to open. */
export function measuredClientClass({ now, createTime }: DatabaseMetrics, logger: Logger) {
  return class extends MeasuredClient {
    readonly #limit: { begin(): void };

    override query = ((...args: unknown[]) => {
      const send = (...all: unknown[]) => Reflect.apply(super.query, this, all) as unknown;
      const result = returnsPromise(args) ? queryPromise((callback) => send(...args, callback)) : send(...args);
      this.#limit.begin();
      return result;
    }) as pg.Client['query'];

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      this.#limit = limitQueries(this);
      now.latestClient = this;
      now.connectionsBeingOpened += 1;
      const observeOnce = () => {
        this.off('connect', observeOnce).off('end', observeOnce);
        this.endedAtMs = performance.now();
        now.connectionsBeingOpened -= 1;
        createTime.observe({}, (this.endedAtMs - this.startedAtMs) / 1000);
      };
      this.once('connect', observeOnce).once('end', observeOnce);
      // A lost connection rejects its query. Without a listener, it would also end the process.
      this.on('error', (error) => logger.debug({ err: error }, 'a connection was lost'));
    }
  };
}
