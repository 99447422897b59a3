import type { Query } from '../panel.ts';
import { quantile } from '../promql.ts';

/** Two curves of a histogram: what half of the cases stay below, and what 99 of 100 do. */
export function medianAndP99(histogram: string, ...matchers: string[]): Query[] {
  return [
    { expression: quantile(0.5, histogram, ...matchers), legend: 'p50' },
    { expression: quantile(0.99, histogram, ...matchers), legend: 'p99' },
  ];
}
