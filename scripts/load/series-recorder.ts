import { secondsPerSlice, sliceAt } from '../../loadtest/lib/slices.ts';
import type { LoadError, LoadSeries, SeriesPoint } from './load-report.ts';
import { Tally } from './tally.ts';

/** Counts a load test slice by slice, as loadtest/lib/series.ts does in k6. */
export class SeriesRecorder {
  readonly #everySeconds: number;
  readonly #finished: SeriesPoint[] = [];
  // Outcomes arrive in chronological order, so one tally can be reused for all slices.
  readonly #tally = new Tally();
  #slice = 0;

  constructor(plannedSeconds: number) {
    this.#everySeconds = secondsPerSlice(plannedSeconds);
  }

  /** Counts an outcome, `sinceStartMs` after the start of the test. */
  record(sinceStartMs: number, latencyMs: number | undefined, failure: Omit<LoadError, 'count'> | undefined): void {
    const slice = sliceAt(sinceStartMs, this.#everySeconds);
    // A clock that is set back must not reopen a finished slice.
    if (slice > this.#slice) {
      this.#finishSlice();
      this.#slice = slice;
    }
    this.#tally.add(latencyMs, failure);
  }

  #finishSlice(): void {
    const tally = this.#tally;
    if (tally.requests === 0) return;
    this.#finished.push({
      second: this.#slice * this.#everySeconds,
      requests: tally.requests,
      failures: tally.failures(),
      p50Ms: tally.answered ? tally.quantileMs(0.5) : null,
      p99Ms: tally.answered ? tally.quantileMs(0.99) : null,
    });
    tally.reset();
  }

  /** Finishes the current slice, and returns all slices. */
  series(): LoadSeries {
    this.#finishSlice();
    return { everySeconds: this.#everySeconds, points: [...this.#finished] };
  }
}
