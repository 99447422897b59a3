import { type Stage, titleOfStage } from '../scenario/stages.ts';
import { isFromLearner, type Result } from './result.ts';

/** A result for each stage, and in `mine` a learner's result that is shown in addition. */
export type ResultsByStage = Partial<Record<Stage | 'mine', Result>>;

/**
 * The newest result of each stage, or the newest that was not interrupted; a broken stage with the
 * index is used only if there is no other. A learner's result is used for a stage only if there is
 * none of the lab's own code. The newest learner's result that is not used for a stage is `mine`.
 * @param results oldest first
 */
export function newestByStage(results: Result[]): ResultsByStage {
  const complete = (some: Result[]) => some.filter(({ interruption }) => !interruption);
  const ofStory = (some: Result[]) => some.filter((result) => !hasOnlyFix2(result));
  const byStage = (some: Result[]) =>
    Object.fromEntries([...some, ...ofStory(some), ...complete(ofStory(some))].map((result) => [result.stage, result]));
  const learners = results.filter(isFromLearner);
  const labs = results.filter((result) => !isFromLearner(result));
  const newest: ResultsByStage = { ...byStage(learners), ...byStage(labs) };
  const mine = complete(learners).at(-1) ?? learners.at(-1);
  return mine && newest[mine.stage] !== mine ? { ...newest, mine } : newest;
}

/** A learner's result is only "like" its stage, which is derived from the load; see `verify`. */
export function titleOfResult(result: Result): string {
  const title = `${titleOfStage(result.stage)}${hasOnlyFix2(result) ? ', with fix 2 alone' : ''}`;
  return isFromLearner(result) ? `Your own, like ${title}` : title;
}

/** A scan of most of the table does not help the feed, even if it is a scan of an index. */
function usesIndex({ evidence: { plan }, posts }: Result): boolean {
  return plan.index !== null && plan.rowsRead <= posts / 2;
}

/** Users are still at the broken stage, but the plan is not that of the story. */
const hasOnlyFix2 = (result: Result) => result.stage === 'broken' && usesIndex(result);

/**
 * A result with the feed's plan without the index, and one with it. The plan does not depend on the
 * variant; the stage in which the story shows the plan takes precedence.
 */
export function resultsByPlan({ broken, pooled, indexed, mine }: ResultsByStage) {
  return {
    withoutIndex: [pooled, broken, mine].find((result) => result && !usesIndex(result)),
    withIndex: [indexed, mine, broken].find((result) => result && usesIndex(result)),
  };
}
