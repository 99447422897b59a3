import type { Stage } from './stages.ts';

/** Which alerts fire at the end of a stage's load test, and no other: what each stage suffers from, and the last one from nothing. */
export const expectedAlerts: Record<Stage, string[]> = {
  broken: ['FeedConnectionChurn', 'FeedErrorBudgetBurn'],
  pooled: ['FeedLatencyHigh'],
  indexed: [],
};
