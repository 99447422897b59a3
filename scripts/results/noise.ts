/** Fewer runs than this say nothing of how far runs lie apart. */
export const fewestRuns = 3;

/** What several runs measured of one thing. */
export interface Spread {
  runs: number;
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
    runs: sorted.length,
    lowest: at(0),
    median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2,
    highest: at(last),
  };
}

export type Verdict = 'larger than the noise' | 'within the noise' | 'too few runs';

/**
 * Whether two sides differ by more than runs of one side do among themselves: when each has three runs or more, and all of one lie
 * above all of the other. That is the strictest case of the rank-sum test (Mann and Whitney 1947, "On a test of whether one of two
 * random variables is stochastically larger than the other"): it assumes nothing of how the values are spread, and means that a
 * difference smaller than the ranges is not seen.
 */
export function judge(here: Spread, there: Spread): Verdict {
  if (Math.min(here.runs, there.runs) < fewestRuns) return 'too few runs';
  return here.highest < there.lowest || there.highest < here.lowest ? 'larger than the noise' : 'within the noise';
}

/**
 * How often two sides that do not differ would lie apart all the same, by chance: of all ways to deal the runs to the two sides,
 * two leave them apart. 3 and 3 runs: 1 in 10; 4 and 4: 1 in 35. Returns the 10, the 35.
 */
export function oneIn(runsHere: number, runsThere: number): number {
  let ways = 1;
  for (let taken = 1; taken <= runsThere; taken += 1) ways = (ways * (runsHere + taken)) / taken;
  return Math.round(ways / 2);
}
