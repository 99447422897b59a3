import type { Result } from './result.ts';
import type { SideBySide } from './results-table.ts';

/**
 * The results that hold the feed's plan before the index and with it. Which code asked does not matter to the plan: the stages'
 * own come first, then the learner's.
 */
export function plansOf({ broken, pooled, indexed, mine }: SideBySide): {
  without: Result | undefined;
  withIndex: Result | undefined;
} {
  // One that is walked from end to end is no help to the feed, whatever its name.
  const hasIndex = (result: Result | undefined) =>
    Boolean(result?.evidence.plan.index && result.evidence.plan.rowsRead <= result.posts / 2);
  return {
    without: [pooled, broken, mine].find((result) => result && !hasIndex(result)),
    withIndex: [indexed, mine, broken].find(hasIndex),
  };
}
