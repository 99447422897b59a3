import { median } from '../lib/numbers.ts';
import type { Row } from './row.ts';

export interface InsertMeasurement {
  posts: number;
  /** How the rows came in, and which instants they carried. */
  way: string;
  when: string;
  indexed: boolean;
  perSecond: number;
  walBytesPerRow: number;
}

/** A row for each case, in the order of their first round; those with the index say how they compare with those without. */
export function rowsOf(measured: InsertMeasurement[]): Row[] {
  const caseOf = ({ posts, way, when }: InsertMeasurement) => `${posts} ${way} ${when}`;
  const cases = [...new Set(measured.map(caseOf))];
  const rateOf = (of: InsertMeasurement[]) => median(of.map(({ perSecond }) => perSecond));
  return cases.flatMap((name) => {
    const both = measured.filter((one) => caseOf(one) === name);
    const without = rateOf(both.filter(({ indexed }) => !indexed));
    return [false, true].flatMap((indexed) => {
      const rounds = both.filter((one) => one.indexed === indexed);
      const [first] = rounds;
      if (!first) return [];
      const rates = rounds.map(({ perSecond }) => perSecond);
      return {
        posts: first.posts,
        way: first.way,
        times: first.when,
        indexed,
        rowsPerSecond: rateOf(rounds),
        slowestRoundPerSecond: Math.min(...rates),
        fastestRoundPerSecond: Math.max(...rates),
        ofWithoutIndex: rateOf(rounds) / without,
        walBytesPerRow: median(rounds.map(({ walBytesPerRow }) => walBytesPerRow)),
      };
    });
  });
}
