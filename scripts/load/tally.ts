import { build } from 'hdr-histogram-js';
import { percentileOf } from '../../loadtest/lib/result-format.ts';
import { FailureCounts } from './failure-counts.ts';
import type { LoadError } from './load-report.ts';

/** Microseconds up to 60 s with three significant digits, which takes 70 kB. */
const histogramSettings = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 60_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** The outcomes and latencies of requests, in constant memory. */
export class Tally {
  requests = 0;
  failed = 0;
  readonly #latencyUs = build(histogramSettings);
  #failures = new FailureCounts();

  /** `latencyMs` is undefined if there was no response. */
  add(latencyMs: number | undefined, failure: Omit<LoadError, 'count'> | undefined): void {
    this.requests += 1;
    if (latencyMs !== undefined) this.#latencyUs.recordValue(Math.max(1, Math.round(latencyMs * 1000)));
    if (!failure) return;
    this.failed += 1;
    this.#failures.add({ ...failure, count: 1 });
  }

  /** Requests that received a response of any status. */
  get answered(): number {
    return this.#latencyUs.totalCount;
  }

  failures(): LoadError[] {
    return this.#failures.list();
  }

  get meanMs(): number {
    return this.#latencyUs.mean / 1000;
  }

  get maxMs(): number {
    return this.#latencyUs.maxValue / 1000;
  }

  /** The latency at a quantile (0..1) of the responses. */
  quantileMs(quantile: number): number {
    // A bucket reports its upper bound, which may exceed the slowest response.
    return Math.min(this.#latencyUs.getValueAtPercentile(percentileOf(quantile)) / 1000, this.maxMs);
  }

  reset(): void {
    this.#latencyUs.reset();
    this.#failures = new FailureCounts();
    this.requests = 0;
    this.failed = 0;
  }
}
