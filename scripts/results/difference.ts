import { formatCount } from '../lib/format.ts';
import { differentConditions } from './conditions.ts';
import { formatFactor, measures } from './measures.ts';
import type { Result } from './result.ts';

/** With fewer runs, the noise cannot be estimated. */
export const minimumRuns = 3;

/**
 * The range and the median of one measure over several runs.
 * @param values one per run, at least one
 */
export function spreadOf(values: number[]) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const last = sorted.length - 1;
  return {
    lowest: at(0),
    median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2,
    highest: at(last),
  };
}

type Spread = ReturnType<typeof spreadOf>;

/**
 * Whether two groups of runs differ by more than the runs within each: all of one are above all of
 * the other. This is the extreme case of the rank-sum test (Mann and Whitney 1947, "On a test of
 * whether one of two random variables is stochastically larger than the other"): it assumes nothing
 * about the distribution, and misses a difference that is smaller than the ranges.
 */
export function isLargerThanNoise(one: Spread, other: Spread): boolean {
  return one.highest < other.lowest || other.highest < one.lowest;
}

/**
 * The odds, as 1 in N, that chance alone separates two groups that do not differ: 2 of all the ways
 * to divide the runs into the groups separate them. Returns 10 for 3 and 3 runs, 35 for 4 and 4.
 */
export function chanceOneIn(runsHere: number, runsThere: number): number {
  let choices = 1;
  for (let chosen = 1; chosen <= runsThere; chosen += 1) choices = (choices * (runsHere + chosen)) / chosen;
  return Math.round(choices / 2);
}

/** Which measures differ by more than the noise, such as "req/s (2.1 times as high)". */
function differencesBetween(here: Result[], there: Result[]): string[] {
  return measures.flatMap(({ name, value }) => {
    const [ours, theirs] = [spreadOf(here.map(value)), spreadOf(there.map(value))];
    if (!isLargerThanNoise(ours, theirs)) return [];
    const factor = formatFactor(ours.median, theirs.median);
    return [factor === '–' ? name : `${name} (${factor})`];
  });
}

/** What differs by more than the noise between runs of one stage here and elsewhere. */
export function describeDifference(here: Result[], there: Result[]): string {
  const fewest = Math.min(here.length, there.length);
  if (fewest < minimumRuns) return `too few runs (${fewest}) to tell.`;
  const differences = differencesBetween(here, there);
  const chance = formatCount(chanceOneIn(here.length, there.length));
  const different = differentConditions([...here, ...there]);
  return [
    ...(differences.length > 0
      ? [
          `larger than the noise: ${differences.join(', ')}.`,
          `If nothing differed, chance alone would separate a number like this in 1 of ${chance} comparisons; ${measures.length} numbers were compared.`,
        ]
      : ['no difference is larger than the noise.']),
    ...(different.length > 0 ? [`Different conditions: ${different.join(', ')}.`] : []),
  ].join(' ');
}
