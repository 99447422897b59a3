/** With fewer runs, the noise between them is unknown. */
export const minimumRuns = 3;

/** The range and the middle of one measure over several runs. */
export interface Spread {
  lowest: number;
  median: number;
  highest: number;
}

/** @param values one per run, at least one */
export function spreadOf(values: number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const last = sorted.length - 1;
  return {
    lowest: at(0),
    median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2,
    highest: at(last),
  };
}

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
 * How rarely chance alone separates two groups that do not differ: 2 of the ways to choose which
 * runs are in which group do. For 3 and 3 runs 1 in 10, for 4 and 4 1 in 35; returns the 10, the 35.
 */
export function chanceOneIn(runsHere: number, runsThere: number): number {
  let choices = 1;
  for (let chosen = 1; chosen <= runsThere; chosen += 1) choices = (choices * (runsHere + chosen)) / chosen;
  return Math.round(choices / 2);
}
