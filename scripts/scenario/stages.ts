/** The stages of the story in order, and what each is called. */
export const stages = [
  { stage: 'broken', title: 'Broken' },
  { stage: 'pooled', title: 'After fix 1 (pooling)' },
  { stage: 'indexed', title: 'After fix 2 (index)' },
] as const;

export type Stage = (typeof stages)[number]['stage'];

/** For schemas and settings: the stages by name alone. */
export const stageNames = ['broken', 'pooled', 'indexed'] as const satisfies readonly Stage[];

export function titleOfStage(stage: Stage): string {
  return stages.find((candidate) => candidate.stage === stage)?.title ?? stage;
}

/** The next verb at each stage, once it has been measured, and what it is for. */
export const nextStep: Record<Stage, [verb: string, purpose: string]> = {
  broken: ['apply-fix', 'share one pool between all requests'],
  pooled: ['apply-index', 'let the database find the newest posts without reading all'],
  indexed: ['compare', 'put the stages side by side'],
};
