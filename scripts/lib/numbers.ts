/** The quantile `rank` (0..1) without interpolation; NaN if there are no values. */
export function quantile(values: number[], rank: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN if there are no values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

export const mean = (values: number[]): number => sum(values) / values.length;

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Rounds to four significant digits, the precision of the measurements. Integers are counts. */
export function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

/** How often each word occurs, the most frequent first. */
export function tally(words: string[]): [word: string, count: number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}
