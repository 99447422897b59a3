import { build } from 'hdr-histogram-js';
import { percentileOf } from '../../loadtest/lib/shares.ts';

/** Microseconds: fine enough for the fastest answer, up to the longest wait of 60 s, with three significant digits. */
const settings = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 60_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** How long answers took, in milliseconds, in the same small memory however many there were. */
export class LatencyHistogram {
  readonly #microseconds = build(settings);

  record(answeredMs: number): void {
    this.#microseconds.recordValue(Math.max(1, Math.round(answeredMs * 1000)));
  }

  get count(): number {
    return this.#microseconds.totalCount;
  }

  get meanMs(): number {
    return this.#microseconds.mean / 1000;
  }

  get maxMs(): number {
    return this.#microseconds.maxValue / 1000;
  }

  /** The time within which the share `share` (0..1) of the answers came. */
  within(share: number): number {
    // A bucket says its upper end, which may be a little above the slowest answer in it.
    return Math.min(this.#microseconds.getValueAtPercentile(percentileOf(share)) / 1000, this.maxMs);
  }

  reset(): void {
    this.#microseconds.reset();
  }
}
