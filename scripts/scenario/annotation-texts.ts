import type { Variant } from '../../app/build.ts';

/** The annotation of a deployment. */
export const describeDeployment = (variant: Variant) =>
  ({ kind: 'deployment', text: `Variant ${variant} deployed`, label: variant }) as const;

/** The title of the step and the annotation of each migration. */
export const migrations = {
  1: { step: 'Drop the index (migrate to 0001)', text: 'Index dropped (migration 0001)', label: 'no index' },
  2: {
    step: 'Build the index (migrate to 0002, CREATE INDEX CONCURRENTLY)',
    text: 'Index built (migration 0002)',
    label: 'index',
  },
} as const;
