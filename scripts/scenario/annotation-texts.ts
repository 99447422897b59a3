import type { Variant } from '../../app/build.ts';

/** The annotation of a deployment. */
export const describeDeployment = (variant: Variant) =>
  ({ kind: 'deployment', text: `Variant ${variant} deployed`, label: variant }) as const;

/** The title of the step and the annotation of each migration. */
export const migrations = {
  1: { step: 'Migrate the database to 0001', text: 'Back to migration 0001', label: 'migration 1' },
  2: {
    step: 'Migrate the database to 0002',
    text: 'Index built (migration 0002)',
    label: 'index',
  },
} as const;

/** The annotation of `reset`. */
export const reset = { kind: 'deployment', text: 'Reset', label: 'reset' } as const;
