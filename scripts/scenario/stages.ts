/** The stages of the story in order. `shortTitle` does not give away what the fix is. */
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

/** The verb to run after each stage has been measured, and its purpose. */
export const nextStep: Record<Stage, [verb: string, purpose: string]> = {
  broken: ['apply-fix', 'share one pool between all requests'],
  pooled: ['apply-index', 'let the database find the newest posts without reading all'],
  indexed: ['compare', 'put the stages side by side'],
};

/** The alerts that fire at the end of each stage's load test. No others should. */
export const expectedAlerts: Record<Stage, string[]> = {
  broken: ['FeedConnectionChurn', 'FeedErrorBudgetBurn'],
  pooled: ['FeedLatencyHigh'],
  indexed: [],
};
