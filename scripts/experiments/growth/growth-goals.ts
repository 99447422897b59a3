import { formatCount } from '../../lib/format.ts';
import { judgeLimit, spreadOf } from '../compare-rounds.ts';
import type { ExperimentRow } from '../experiment.ts';
import type { MeasuredCase } from './growth-case.ts';
import { largestDeviation } from './growth-rounds.ts';

/**
 * With the index, the feed of the largest table takes at most this many times that of the smallest.
 */
const slowdownLimit = 1.2;
/** Pages touched differ from the prediction by at most this share. */
const deviationLimit = 0.01;

/**
 * The p50 under load in the largest table / that in the smallest, measured right before or after
 * it: what slows the machine down for a while affects both.
 */
function slowdowns(cases: MeasuredCase[], largest: number): number[] {
  return cases.flatMap(({ posts, load, reference }) =>
    posts === largest && reference ? [load.latencyMs.p50 / reference.latencyMs.p50] : [],
  );
}

/** Whether the run reached the goals of the experiment. */
export function judgeGrowth(cases: MeasuredCase[]): ExperimentRow[] {
  const sizes = cases.map(({ posts }) => posts);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const deviations = cases.map((one) => largestDeviation({ rounds: [one] }));
  return [
    judgeLimit(
      `p50 of the feed with the index: ${formatCount(largest)} / ${formatCount(smallest)} posts, at most`,
      slowdownLimit,
      spreadOf(slowdowns(cases, largest)),
    ),
    judgeLimit('pages touched: deviation from the prediction, at most', deviationLimit, {
      ...spreadOf(deviations),
      // Not the median: every execution must agree.
      median: Math.max(...deviations),
    }),
  ];
}
