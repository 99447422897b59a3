/**
 * The stages of the story in order. `shortTitle` names a stage that has been neither reached nor
 * measured yet: the title would tell learners what they should find out.
 */
export const stages = [
  { stage: 'broken', title: 'Broken', shortTitle: 'Broken' },
  { stage: 'pooled', title: 'After fix 1 (pooling)', shortTitle: 'Fix 1' },
  { stage: 'indexed', title: 'After fix 2 (index)', shortTitle: 'Fix 2' },
] as const;

export type Stage = (typeof stages)[number]['stage'];

export const stageNames: readonly Stage[] = stages.map(({ stage }) => stage);

export function titleOfStage(stage: Stage): string {
  return stages.find((candidate) => candidate.stage === stage)?.title ?? stage;
}

type NextStep = [verb: string, purpose: string];

const toWhy: NextStep = ['why', 'what the evidence says, once you have a hypothesis of your own'];
const toCompare: NextStep = ['compare', 'put the stages side by side'];

/** The verb to run after each stage has been measured, and its purpose. Names no cause. */
export const nextStep: Record<Stage, NextStep> = { broken: toWhy, pooled: toWhy, indexed: toCompare };

/** The verb to run after `why` has explained a stage, and its purpose. */
export const fixFor: Record<Stage, NextStep> = {
  broken: ['apply-fix FIX=mine', "your fix, in app/src/database/mine.ts; without FIX=mine, the lab's"],
  pooled: ['apply-index FIX=mine', "your SQL, in db-migrations/mine; without FIX=mine, the lab's"],
  indexed: toCompare,
};

/** The alerts that fire at the end of each stage's load test. No others should. */
export const expectedAlerts: Record<Stage, string[]> = {
  broken: ['FeedConnectionChurn', 'FeedErrorBudgetBurn'],
  pooled: ['FeedLatencyHigh'],
  indexed: [],
};
