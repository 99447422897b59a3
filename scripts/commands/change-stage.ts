import type { Variant } from '../../app/build.ts';
import { annotateNow } from '../targets/annotation.ts';
import type { CommandContext } from './command.ts';

type Changing = Pick<CommandContext, 'target' | 'report' | 'signal'>;

/** What a deployment is called where it is shown. */
export const deploymentOf = (variant: Variant) =>
  ({ kind: 'deployment', text: `Variant ${variant} deployed`, label: variant }) as const;

/** Puts a variant of the API in the place of the one that runs, and annotates the moment. */
export async function deployVariant(context: Changing, variant: Variant): Promise<void> {
  const { target, report, signal } = context;
  await report.step(`Build and deploy the API, variant ${variant}`, () => target.deploy(variant, signal));
  await annotateNow(context, deploymentOf(variant));
}

/** What each migration is for, in the words of a step and of an annotation. */
const migrations = {
  1: { step: 'Drop the index (migrate to 0001)', text: 'Index dropped (migration 0001)', label: 'no index' },
  2: {
    step: 'Build the index (migrate to 0002, CREATE INDEX CONCURRENTLY)',
    text: 'Index built (migration 0002)',
    label: 'index',
  },
} as const;

/** Brings the schema to a migration, and annotates the moment. */
export async function migrateSchema(context: Changing, to: keyof typeof migrations): Promise<void> {
  const { target, report, signal } = context;
  const { step, text, label } = migrations[to];
  await report.step(step, () => target.migrate(to, signal));
  await annotateNow(context, { kind: 'migration', text, label });
}
