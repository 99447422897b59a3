/** The lines that enclose the result, one line of JSON, in the output of k6. */
export const resultBegin = '--- feed-lab result ---';
export const resultEnd = '--- end of result ---';

/** The quantiles (0..1) of a latency distribution, denser among the slowest responses. */
export const quantiles: number[] = [...Array.from({ length: 100 }, (_, hundredth) => hundredth / 100), 0.995, 0.999, 1];

/** A quantile as a percentile, 0..100. Rounded, because 0.07 * 100 is not exactly 7. */
export function percentileOf(quantile: number): number {
  return Math.round(quantile * 1000) / 10;
}

/** The name of a percentile among the statistics of a k6 trend. */
export function trendStatistic(quantile: number): string {
  if (quantile === 0) return 'min';
  if (quantile === 1) return 'max';
  return `p(${percentileOf(quantile)})`;
}
