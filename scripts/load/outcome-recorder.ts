import type { EventEmitter } from 'node:events';
import { answerTimeoutSeconds } from '../../loadtest/lib/answer-timeout.ts';
import { shares } from '../../loadtest/lib/shares.ts';
import { FailureCounts } from './failure-counts.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { LoadReport } from './load-report.ts';
import { SeriesRecorder } from './series-recorder.ts';

/** What autocannon calls a client: one user with one connection. Its types leave out some of what it has and emits. */
export interface User extends EventEmitter {
  /** Leaves after this many requests, once the last is answered. */
  responseMax?: number;
  pipelinedRequests: { clear(): void };
}

const connectionCodes: Record<string, string> = { ECONNREFUSED: 'connection_refused', ECONNRESET: 'connection_reset' };

/** Counts outcomes and times as the k6 script does, from autocannon's events. */
export class OutcomeRecorder {
  readonly #startedAtMs: number;
  readonly #plannedSeconds: number;
  readonly #answers = new LatencyHistogram();
  readonly #failures = new FailureCounts();
  readonly #series: SeriesRecorder;
  #requests = 0;
  #failed = 0;
  #lastOutcomeMs = 0;

  /** `plannedSeconds` is how long there is to ask: at a slow rate the last answer comes long before. */
  constructor(startedAt: Date, plannedSeconds: number) {
    this.#startedAtMs = startedAt.getTime();
    this.#plannedSeconds = plannedSeconds;
    this.#series = new SeriesRecorder(plannedSeconds);
  }

  /** Counts what becomes of each of a user's requests; a user has one at a time. Called before the first. */
  listenTo(user: User): void {
    let sentAt: number | undefined;
    let body = '';
    const lose = () => {
      if (sentAt === undefined) return;
      const waitedSeconds = (Date.now() - sentAt) / 1000;
      this.#record(undefined, { status: 0, code: waitedSeconds >= answerTimeoutSeconds ? 'timeout' : 'no_answer' });
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
      this.#record(undefined, { status: 0, code: connectionCodes[error.code ?? ''] ?? 'no_answer' });
    });
    user.on('headers', () => {
      body = '';
    });
    user.on('body', (chunk: Buffer) => {
      // The feed itself is not looked at; an error is short and says its code.
      if (body.length < 1000) body += chunk.toString();
    });
    user.on('response', (status: number, _bytes: number, answeredMs: number) => {
      sentAt = undefined;
      this.#record(answeredMs, status >= 200 && status < 300 ? undefined : { status, code: errorCode(body) });
    });
    user.on('done', lose);
  }

  #record(answeredMs: number | undefined, failure: { status: number; code: string } | undefined): void {
    this.#lastOutcomeMs = Date.now() - this.#startedAtMs;
    this.#requests += 1;
    if (answeredMs !== undefined) this.#answers.record(answeredMs);
    if (failure) {
      this.#failed += 1;
      this.#failures.add({ ...failure, count: 1 });
    }
    this.#series.record(this.#lastOutcomeMs, answeredMs, failure);
  }

  counts(): { requests: number; succeeded: number } {
    return { requests: this.#requests, succeeded: this.#requests - this.#failed };
  }

  /** Called once, at the end. */
  report(): Omit<LoadReport, 'engine' | 'startedAt'> {
    const { requests, succeeded } = this.counts();
    const durationSeconds = Math.max(this.#plannedSeconds, this.#lastOutcomeMs / 1000);
    const within = (share: number) => this.#answers.within(share);
    return {
      durationSeconds,
      requests,
      failed: this.#failed,
      successRate: requests ? succeeded / requests : 0,
      requestsPerSecond: requests / durationSeconds,
      latencyMs: {
        mean: this.#answers.meanMs,
        p50: within(0.5),
        p95: within(0.95),
        p99: within(0.99),
        max: this.#answers.maxMs,
      },
      errors: this.#failures.list(),
      series: this.#series.series(),
      ...(this.#answers.count && { latencyDistribution: shares.map((share) => ({ share, ms: within(share) })) }),
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
