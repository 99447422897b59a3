import { type Stage, titleOfStage } from '../scenario/stages.ts';
import { isLearnersOwn, type Result } from './result.ts';

/** A result of each stage, and `mine`: one of the learner's own that is shown in addition. */
export type ResultsByStage = Partial<Record<Stage | 'mine', Result>>;

/**
 * The newest result of each stage. A learner's own result fills a stage only when the lab has none
 * of it; the newest learner's own that fills no stage is `mine`.
 * @param results oldest first
 */
export function newestByStage(results: Result[]): ResultsByStage {
  const byStage = (some: Result[]) => Object.fromEntries(some.map((result) => [result.stage, result]));
  const learners = results.filter(isLearnersOwn);
  const labs = results.filter((result) => !isLearnersOwn(result));
  const newest: ResultsByStage = { ...byStage(learners), ...byStage(labs) };
  const mine = learners.at(-1);
  return mine && newest[mine.stage] !== mine ? { ...newest, mine } : newest;
}

/** A learner's own is only "like" its stage, which is read from the load: `verify` judges it. */
export function titleOfResult(result: Result): string {
  const title = titleOfStage(result.stage);
  return isLearnersOwn(result) ? `Your own, like ${title}` : title;
}

/** A scan of most of the table is no help to the feed, even when it is a scan of an index. */
function usesIndex({ evidence: { plan }, posts }: Result): boolean {
  return plan.index !== null && plan.rowsRead <= posts / 2;
}

/**
 * A result with the feed's plan before the index, and one with it. The plan is the same whichever
 * variant runs the query; the stage that the story tells comes first.
 */
export function resultsByPlan({ broken, pooled, indexed, mine }: ResultsByStage) {
  return {
    withoutIndex: [pooled, broken, mine].find((result) => result && !usesIndex(result)),
    withIndex: [indexed, mine, broken].find((result) => result && usesIndex(result)),
  };
}
