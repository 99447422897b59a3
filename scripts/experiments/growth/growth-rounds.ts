import { type Spread, spreadOf } from '../compare-rounds.ts';
import { type FeedExecution, pagesTouched } from './explain-feed-pages.ts';
import type { MeasuredCase } from './growth-case.ts';
import { predictedTotal } from './predict-pages.ts';

/** All rounds of one table size, without or with the index. */
export interface CaseRounds {
  posts: number;
  indexed: boolean;
  rounds: [MeasuredCase, ...MeasuredCase[]];
}

/** Smallest table first; without the index, then with it. */
export function groupRounds(cases: MeasuredCase[]): CaseRounds[] {
  const sizes = [...new Set(cases.map(({ posts }) => posts))];
  return sizes.flatMap((posts) =>
    [false, true].flatMap((indexed) => {
      const [first, ...others] = cases.filter((one) => one.posts === posts && one.indexed === indexed);
      return first ? { posts, indexed, rounds: [first, ...others] as CaseRounds['rounds'] } : [];
    }),
  );
}

/** The cache that an execution finds: empty after a restart, or filled by the one before. */
export const caches = ['cold', 'warm'] as const;
export type Cache = (typeof caches)[number];

export const executionsOf = ({ rounds }: CaseRounds, cache: Cache): FeedExecution[] =>
  rounds.flatMap((round) => round[cache]);

export const timesOf = (group: CaseRounds, cache: Cache): Spread =>
  spreadOf(executionsOf(group, cache).map(({ executionMs }) => executionMs));

/** Of every execution, cold and warm. */
export const pagesOf = (group: CaseRounds): Spread =>
  spreadOf(caches.flatMap((cache) => executionsOf(group, cache).map(pagesTouched)));

export const predictedPages = ({ rounds }: CaseRounds): number => predictedTotal(rounds[0].predicted);

/**
 * How far the execution that is furthest from the prediction of its round is from it: 0.01 is 1 %.
 */
export function largestDeviation({ rounds }: Pick<CaseRounds, 'rounds'>): number {
  const deviations = rounds.flatMap(({ predicted, cold, warm }) =>
    [cold, ...warm].map((execution) => Math.abs(pagesTouched(execution) / predictedTotal(predicted) - 1)),
  );
  return Math.max(...deviations);
}
