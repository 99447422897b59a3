import type { EventEmitter } from 'node:events';
import { build, type Histogram } from 'hdr-histogram-js';
import type { LoadError, LoadReport } from './load.ts';

/** How long a user waits for one answer. As k6's script has it. */
export const answerTimeoutSeconds = 30;

/** What autocannon calls a client: one user with one connection. Its types leave out some of what it has and emits. */
export interface User extends EventEmitter {
  /** Leaves after this many requests, once the last is answered. */
  responseMax?: number;
  pipelinedRequests: { clear(): void };
}

const connectionCodes: Record<string, string> = { ECONNREFUSED: 'connection_refused', ECONNRESET: 'connection_reset' };

/** Microseconds: fine enough for the fastest answer, up to the longest wait of 60 s, with three significant digits. */
const histogramSettings = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 60_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** Counts outcomes and times as the k6 script does, from autocannon's events. */
export class OutcomeRecorder {
  readonly #latencyUs: Histogram = build(histogramSettings);
  readonly #failures = new Map<string, LoadError>();
  #succeeded = 0;
  #failed = 0;
  #lastOutcomeAt = Date.now();

  /** Counts what becomes of each of a user's requests; a user has one at a time. Called before the first. */
  listenTo(user: User): void {
    let sentAt: number | undefined;
    let body = '';
    const lose = () => {
      if (sentAt === undefined) return;
      const waitedSeconds = (Date.now() - sentAt) / 1000;
      this.#recordFailure(0, waitedSeconds >= answerTimeoutSeconds ? 'timeout' : 'no_answer');
      // autocannon keeps what a closed connection left unanswered, and would time the next answer from there.
      user.pipelinedRequests.clear();
      sentAt = undefined;
    };
    user.on('request', () => {
      lose();
      sentAt = Date.now();
    });
    user.on('connError', (error: NodeJS.ErrnoException) => {
      sentAt = undefined;
      user.pipelinedRequests.clear();
      this.#recordFailure(0, connectionCodes[error.code ?? ''] ?? 'no_answer');
    });
    user.on('headers', () => {
      body = '';
    });
    user.on('body', (chunk: Buffer) => {
      // The feed itself is not looked at; an error is short and says its code.
      if (body.length < 1000) body += chunk.toString();
    });
    user.on('response', (status: number, _bytes: number, responseMs: number) => {
      sentAt = undefined;
      this.#lastOutcomeAt = Date.now();
      this.#latencyUs.recordValue(Math.max(1, Math.round(responseMs * 1000)));
      if (status >= 200 && status < 300) this.#succeeded += 1;
      else this.#recordFailure(status, errorCode(body));
    });
    user.on('done', lose);
  }

  #recordFailure(status: number, code: string): void {
    this.#lastOutcomeAt = Date.now();
    this.#failed += 1;
    const key = `${status} ${code}`;
    const known = this.#failures.get(key) ?? { status, code, count: 0 };
    known.count += 1;
    this.#failures.set(key, known);
  }

  counts(): { requests: number; succeeded: number } {
    return { requests: this.#succeeded + this.#failed, succeeded: this.#succeeded };
  }

  /** `plannedSeconds` is how long there was to ask: at a slow rate the last answer comes long before. */
  report(startedAt: Date, plannedSeconds: number): Omit<LoadReport, 'engine' | 'startedAt'> {
    const requests = this.#succeeded + this.#failed;
    const durationSeconds = Math.max(plannedSeconds, (this.#lastOutcomeAt - startedAt.getTime()) / 1000);
    const percentile = (rank: number) => this.#latencyUs.getValueAtPercentile(rank) / 1000;
    return {
      durationSeconds,
      requests,
      failed: this.#failed,
      successRate: requests ? this.#succeeded / requests : 0,
      requestsPerSecond: requests / durationSeconds,
      latencyMs: {
        mean: this.#latencyUs.mean / 1000,
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
        max: this.#latencyUs.maxValue / 1000,
      },
      errors: [...this.#failures.values()].sort((one, other) => other.count - one.count),
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
