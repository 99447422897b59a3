import { secondsPerSlice, sliceAt } from '../../loadtest/lib/slices.ts';
import { FailureCounts } from './failure-counts.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { LoadError, Series, SeriesPoint } from './load-report.ts';

/** A load test slice by slice, as loadtest/lib/series.ts has k6 sum it up. */
export class SeriesRecorder {
  readonly #everySeconds: number;
  readonly #finished: SeriesPoint[] = [];
  // Outcomes come in the order of time: only one slice is open, and its histogram of 70 kB serves for the next.
  readonly #answers = new LatencyHistogram();
  #failures = new FailureCounts();
  #requests = 0;
  #slice = 0;

  constructor(plannedSeconds: number) {
    this.#everySeconds = secondsPerSlice(plannedSeconds);
  }

  /**
   * Counts what became of a request, `sinceStartMs` after the start of the test. `answeredMs` is how long the answer took, undefined
   * when there was none.
   */
  record(sinceStartMs: number, answeredMs: number | undefined, failure: Omit<LoadError, 'count'> | undefined): void {
    const slice = sliceAt(sinceStartMs, this.#everySeconds);
    // Only forward: a clock that is set back meanwhile must not open a slice again.
    if (slice > this.#slice) {
      this.#finish();
      this.#slice = slice;
    }
    this.#requests += 1;
    if (answeredMs !== undefined) this.#answers.record(answeredMs);
    if (failure) this.#failures.add({ ...failure, count: 1 });
  }

  #finish(): void {
    if (this.#requests === 0) return;
    const within = (share: number) => (this.#answers.count ? this.#answers.within(share) : null);
    this.#finished.push({
      second: this.#slice * this.#everySeconds,
      requests: this.#requests,
      failures: this.#failures.list(),
      p50Ms: within(0.5),
      p99Ms: within(0.99),
    });
    this.#answers.reset();
    this.#failures = new FailureCounts();
    this.#requests = 0;
  }

  /** Ends the slice that is open, and says what happened in each. */
  series(): Series {
    this.#finish();
    return { everySeconds: this.#everySeconds, points: [...this.#finished] };
  }
}
