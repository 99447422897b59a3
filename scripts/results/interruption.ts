import { z } from 'zod';
import { formatSeconds } from '../lib/format.ts';
import type { LoadSeries } from '../load/load-report.ts';

/** A load test during which this machine slept, its VM was paused, or the verb was suspended. */
export const interruptionSchema = z.object({
  /** The sum of all pauses. The times and rates of the result include them. */
  pausedSeconds: z.number().positive().max(1e6),
});
export type Interruption = z.infer<typeof interruptionSchema>;

/** "paused for 9.0 s" */
export function describeInterruption({ pausedSeconds }: Interruption): string {
  return `paused for ${formatSeconds(pausedSeconds * 1000)}`;
}

/** The longest time without an outcome in a series, in whole slices. */
function longestGapSlices({ everySeconds, points }: LoadSeries): number {
  let longest = 0;
  let expected = 0;
  for (const { second } of points) {
    longest = Math.max(longest, (second - expected) / everySeconds);
    expected = second + everySeconds;
  }
  return longest;
}

/**
 * Decides whether pauses of the verb were pauses of the load, too: k6 in a cluster keeps running
 * while a laptop sleeps, and its result is valid. A pause of the load leaves the slices that it
 * touches without outcomes, except the first and the last. Slices wider than half the pause cannot
 * contradict it.
 */
export function interruptionOf(pausesSeconds: number[], series: LoadSeries | undefined): Interruption | undefined {
  const longest = Math.max(0, ...pausesSeconds);
  if (longest === 0) return undefined;
  if (series && longestGapSlices(series) < Math.floor(longest / series.everySeconds) - 1) return undefined;
  return { pausedSeconds: pausesSeconds.reduce((total, seconds) => total + seconds, 0) };
}
