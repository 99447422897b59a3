import { median } from '../lib/numbers.ts';
import type { ExperimentRow } from './experiment.ts';

export interface InsertMeasurement {
  posts: number;
  /** How the rows were inserted, and which created_at they had. */
  method: string;
  createdAt: string;
  indexed: boolean;
  perSecond: number;
  walBytesPerRow: number;
}

const caseOf = ({ posts, method, createdAt }: InsertMeasurement) => `${posts} ${method} ${createdAt}`;
const medianRate = (rounds: InsertMeasurement[]) => median(rounds.map(({ perSecond }) => perSecond));

/** Two rows for each case, without and with the index, over all its rounds. */
export function summarizeInserts(measurements: InsertMeasurement[]): ExperimentRow[] {
  return [...new Set(measurements.map(caseOf))].flatMap((name) => {
    const ofCase = measurements.filter((measurement) => caseOf(measurement) === name);
    const withoutIndex = medianRate(ofCase.filter(({ indexed }) => !indexed));
    return [false, true].flatMap((indexed) => {
      const rounds = ofCase.filter((measurement) => measurement.indexed === indexed);
      const [first] = rounds;
      if (!first) return [];
      const rates = rounds.map(({ perSecond }) => perSecond);
      return {
        posts: first.posts,
        way: first.method,
        times: first.createdAt,
        indexed,
        rowsPerSecond: medianRate(rounds),
        slowestRoundPerSecond: Math.min(...rates),
        fastestRoundPerSecond: Math.max(...rates),
        ofWithoutIndex: medianRate(rounds) / withoutIndex,
        walBytesPerRow: median(rounds.map(({ walBytesPerRow }) => walBytesPerRow)),
      };
    });
  });
}
