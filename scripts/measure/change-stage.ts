import type { Variant } from '../../app/build.ts';
import type { CommandContext } from '../command.ts';
import { type LabEvent, markNow } from './mark.ts';

type Changing = Pick<CommandContext, 'target' | 'report' | 'signal'>;

/** What a deployment is called where it is shown. */
export const deploymentOf = (variant: Variant): LabEvent => ({
  kind: 'deployment',
  text: `Variant ${variant} deployed`,
  label: variant,
});

/** Puts a variant of the API in the place of the one that runs, and marks the moment. */
export async function deployVariant({ target, report, signal }: Changing, variant: Variant): Promise<void> {
  await report.step(`Build and deploy the API, variant ${variant}`, () => target.deploy(variant, signal));
  await markNow(target, report, deploymentOf(variant));
}

/** What each migration is for, in the words of a step and of a mark. */
const migrations = {
  1: { step: 'Drop the index (migrate to 0001)', mark: { text: 'Index dropped (migration 0001)', label: 'no index' } },
  2: {
    step: 'Build the index (migrate to 0002, CREATE INDEX CONCURRENTLY)',
    mark: { text: 'Index built (migration 0002)', label: 'index' },
  },
} as const;

/** Brings the schema to a migration, and marks the moment. */
export async function migrateSchema({ target, report, signal }: Changing, to: keyof typeof migrations): Promise<void> {
  await report.step(migrations[to].step, () => target.migrate(to, signal));
  await markNow(target, report, { kind: 'migration', ...migrations[to].mark });
}
