/** The lines before and after the result in k6's output, which is one line of JSON. */
export const resultBegin = '--- feed-lab result ---';
export const resultEnd = '--- end of result ---';

/** The shares (0..1) of a latency distribution, denser among the slowest answers. */
export const shares: number[] = [...Array.from({ length: 100 }, (_, hundredth) => hundredth / 100), 0.995, 0.999, 1];

/** A share as a percentile, 0..100. Rounded, because 0.07 * 100 is not exactly 7. */
export function percentileOf(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** The name of a percentile among the statistics of a k6 trend. */
export function trendStatistic(share: number): string {
  if (share === 0) return 'min';
  if (share === 1) return 'max';
  return `p(${percentileOf(share)})`;
}
