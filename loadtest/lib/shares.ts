/** Where a latency distribution is read: of all answers these shares (0..1), each hundredth, and the slowest ones closer. */
export const shares: number[] = [...Array.from({ length: 100 }, (_, hundredth) => hundredth / 100), 0.995, 0.999, 1];

/** A share as a percentile, 0..100. Rounded, as 0.07 * 100 is not 7 to a computer. */
export function percentileOf(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** What k6 calls the time within which a share of the answers came, among the statistics of a trend. */
export function trendStatistic(share: number): string {
  if (share === 0) return 'min';
  if (share === 1) return 'max';
  return `p(${percentileOf(share)})`;
}
