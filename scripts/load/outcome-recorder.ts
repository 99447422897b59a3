import type { EventEmitter } from 'node:events';
import { responseTimeoutSeconds, warmUpShare } from '../../loadtest/lib/plan.ts';
import { type RequestParts, readServerTiming } from '../../loadtest/lib/request-parts.ts';
import { quantiles } from '../../loadtest/lib/result-format.ts';
import type { LoadError, LoadReport } from './load-report.ts';
import { SeriesRecorder } from './series-recorder.ts';
import { Tally } from './tally.ts';

/** An autocannon client: one user with one connection, with members that its types leave out. */
export interface User extends EventEmitter {
  /** The number of requests after which it stops, when the last response has arrived. */
  responseMax?: number;
  pipelinedRequests: { clear(): void };
  /** Also keeps it from reconnecting. */
  destroy(): void;
}

const connectionCodes: Record<string, string> = { ECONNREFUSED: 'connection_refused', ECONNRESET: 'connection_reset' };

/** Counts outcomes and latencies as loadtest/ does in k6, from autocannon's events. */
export class OutcomeRecorder {
  readonly #startedAtMs: number;
  readonly #plannedSeconds: number;
  readonly #tally = new Tally();
  readonly #series: SeriesRecorder;
  #lastOutcomeMs = 0;
  #slowest: RequestParts | undefined;

  constructor(startedAt: Date, plannedSeconds: number) {
    this.#startedAtMs = startedAt.getTime();
    this.#plannedSeconds = plannedSeconds;
    this.#series = new SeriesRecorder(plannedSeconds);
  }

  /** Must be called before the user's first request. A user has one request at a time. */
  listenTo(user: User): void {
    let sentAt: number | undefined;
    let headers: string[] = [];
    let body = '';
    const countAsUnanswered = () => {
      if (sentAt === undefined) return;
      const waitedSeconds = (Date.now() - sentAt) / 1000;
      this.#record(undefined, { status: 0, code: waitedSeconds >= responseTimeoutSeconds ? 'timeout' : 'no_answer' });
      // autocannon would time the next response from the unanswered request of a closed connection.
      user.pipelinedRequests.clear();
      sentAt = undefined;
    };
    user.on('request', () => {
      countAsUnanswered();
      sentAt = Date.now();
    });
    user.on('connError', (error: NodeJS.ErrnoException) => {
      sentAt = undefined;
      user.pipelinedRequests.clear();
      this.#record(undefined, { status: 0, code: connectionCodes[error.code ?? ''] ?? 'no_answer' });
    });
    user.on('headers', (head: { headers: string[] }) => {
      body = '';
      ({ headers } = head);
    });
    user.on('body', (chunk: Buffer) => {
      // Enough for an error response. The feed itself is not needed.
      if (body.length < 1000) body += chunk.toString();
    });
    user.on('response', (status: number, _bytes: number, latencyMs: number) => {
      sentAt = undefined;
      this.#recordParts(latencyMs, headers);
      this.#record(latencyMs, status >= 200 && status < 300 ? undefined : { status, code: errorCode(body) });
    });
    user.on('done', countAsUnanswered);
  }

  #record(latencyMs: number | undefined, failure: Omit<LoadError, 'count'> | undefined): void {
    this.#lastOutcomeMs = Date.now() - this.#startedAtMs;
    this.#tally.add(latencyMs, failure);
    this.#series.record(this.#lastOutcomeMs, latencyMs, failure);
  }

  /**
   * Reads the header only if this may be the slowest request. Reading it from every response would
   * take more CPU time than the API needs to send it, on the same processors.
   * @param headers names and values in turn
   */
  #recordParts(latencyMs: number, headers: string[]): void {
    if (latencyMs <= (this.#slowest?.totalMs ?? 0)) return;
    if (Date.now() - this.#startedAtMs < this.#plannedSeconds * 1000 * warmUpShare) return;
    const name = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === 'server-timing');
    const parts = name < 0 ? undefined : readServerTiming(headers[name + 1]);
    if (parts && parts.totalMs > (this.#slowest?.totalMs ?? 0)) this.#slowest = parts;
  }

  counts(): { requests: number; succeeded: number } {
    const { requests, failed } = this.#tally;
    return { requests, succeeded: requests - failed };
  }

  /** Call once, at the end. */
  report(): Omit<LoadReport, 'engine' | 'startedAt'> {
    const tally = this.#tally;
    const { requests, succeeded } = this.counts();
    // At a low rate, the last response arrives long before the planned end.
    const durationSeconds = Math.max(this.#plannedSeconds, this.#lastOutcomeMs / 1000);
    return {
      durationSeconds,
      requests,
      failed: tally.failed,
      successRate: requests ? succeeded / requests : 0,
      requestsPerSecond: requests / durationSeconds,
      latencyMs: {
        mean: tally.meanMs,
        p50: tally.quantileMs(0.5),
        p95: tally.quantileMs(0.95),
        p99: tally.quantileMs(0.99),
        max: tally.maxMs,
      },
      errors: tally.failures(),
      ...(this.#slowest && { slowestRequest: this.#slowest }),
      series: this.#series.series(),
      ...(tally.answered && {
        latencyDistribution: quantiles.map((quantile) => ({ share: quantile, ms: tally.quantileMs(quantile) })),
      }),
    };
  }
}

function errorCode(body: string): string {
  try {
    return (JSON.parse(body) as { error: { code: string } }).error.code;
  } catch {
    return 'other';
  }
}
