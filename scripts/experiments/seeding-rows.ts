import { median } from '../lib/numbers.ts';
import { type Spread, spreadOf } from './compare-rounds.ts';
import type { ExperimentRow } from './experiment.ts';

/** The ways to fill a table, in the order of the first round. */
export const ways = ['seed', 'COPY', 'COPY, then the index and the foreign key'] as const;
export type Way = (typeof ways)[number];

export interface Filling {
  way: Way;
  posts: number;
  indexed: boolean;
  seconds: number;
  perSecond: number;
  /** The peak memory of the process that seeds; COPY from a file has no other process. */
  peakMiB?: number;
}

const caseOf = ({ posts, indexed, way }: Filling) => JSON.stringify([posts, indexed, way]);

/** A row for each way and table, over all its rounds. */
export function summarizeFillings(fillings: Filling[]): ExperimentRow[] {
  return [...new Set(fillings.map(caseOf))].flatMap((name) => {
    const ofCase = fillings.filter((filling) => caseOf(filling) === name);
    const [first] = ofCase;
    if (!first) return [];
    const speed = spreadOf(ofCase.map(({ perSecond }) => perSecond));
    const peaks = ofCase.flatMap(({ peakMiB }) => peakMiB ?? []);
    return {
      ...{ posts: first.posts, indexed: first.indexed, way: first.way },
      seconds: median(ofCase.map(({ seconds }) => seconds)),
      rowsPerSecond: speed.median,
      slowestRoundPerSecond: speed.lowest,
      fastestRoundPerSecond: speed.highest,
      peakMiB: peaks.length > 0 ? Math.max(...peaks) : null,
    };
  });
}

/** The seed's rate, divided by that of another way to fill the same table, within each round. */
export function ratiosTo(
  other: Way,
  fillings: Filling[],
  { posts, indexed }: Pick<Filling, 'posts' | 'indexed'>,
): Spread {
  const rates = (way: Way) =>
    fillings
      .filter((filling) => filling.way === way && filling.posts === posts && filling.indexed === indexed)
      .map(({ perSecond }) => perSecond);
  const others = rates(other);
  return spreadOf(rates('seed').map((rate, round) => rate / (others[round] ?? Number.NaN)));
}
