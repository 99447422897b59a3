import { z } from 'zod';
import { formatSeconds } from '../lib/format.ts';
import type { LoadSeries } from '../load/load-report.ts';

/** A load test during which a machine slept, a VM was paused, or a process was suspended. */
export const interruptionSchema = z.object({
  /** The sum of all pauses. The times and rates of the result include them. */
  pausedSeconds: z.number().positive().max(1e6),
});
export type Interruption = z.infer<typeof interruptionSchema>;

/** "paused for 9.0 s" */
export function describeInterruption({ pausedSeconds }: Interruption): string {
  return `paused for ${formatSeconds(pausedSeconds * 1000)}`;
}

/** What is known about the load, besides its outcomes. */
export interface ExpectedLoad {
  /** When users send their last request. */
  plannedSeconds: number;
  /** The median latency: users who wait together get their responses together. */
  p50Ms: number;
}

/**
 * The longest time without an outcome in a series, in whole slices; 0 if it is no longer than
 * users usually wait, or only that of their last requests.
 */
function longestGapSlices({ everySeconds, points }: LoadSeries, { plannedSeconds, p50Ms }: ExpectedLoad): number {
  let longest = 0;
  let expected = 0;
  for (const { second } of points) {
    if (expected < plannedSeconds) longest = Math.max(longest, (second - expected) / everySeconds);
    expected = second + everySeconds;
  }
  return longest > Math.floor(p50Ms / 1000 / everySeconds) ? longest : 0;
}

/** The lengths of pauses during a load test. */
export interface Pauses {
  /** Of the verb. */
  ownSeconds: number[];
  /** Without progress of the engine, although the verb ran: at least so long. */
  silentSeconds: number[];
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/**
 * Decides whether pauses were pauses of the load: k6 in a cluster keeps running while a laptop
 * sleeps, and its result is valid; progress is also late on a busy machine. A pause of the load
 * leaves the slices that it touches without outcomes, except the first and the last. Slices wider
 * than half the pause cannot contradict one of the verb, nor confirm a silence. A gap that slow
 * responses leave confirms neither.
 */
export function interruptionOf(
  { ownSeconds, silentSeconds }: Pauses,
  series: LoadSeries | undefined,
  expected: ExpectedLoad,
): Interruption | undefined {
  const gapSlices = series && longestGapSlices(series, expected);
  const emptySlices = (seconds: number[]) => Math.floor(Math.max(0, ...seconds) / (series?.everySeconds ?? 1)) - 1;
  const own = gapSlices === undefined || gapSlices >= emptySlices(ownSeconds) ? ownSeconds : [];
  const silent = gapSlices && gapSlices >= emptySlices(silentSeconds) ? silentSeconds : [];
  const pausedSeconds = sum([...own, ...silent]);
  return pausedSeconds > 0 ? { pausedSeconds } : undefined;
}
