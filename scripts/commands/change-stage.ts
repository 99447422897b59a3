import type { Variant } from '../../app/build.ts';
import { describeDeployment, migrations } from '../scenario/annotation-texts.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import type { TargetContext } from '../targets/target.ts';

/** Replaces the running API with a variant of it, with an annotation. */
export async function deployVariant(context: TargetContext, variant: Variant): Promise<void> {
  const { target, report, signal } = context;
  await report.step(`Build and deploy the API, variant ${variant}`, () => target.deploy(variant, report, signal));
  await annotateNow(context, describeDeployment(variant));
}

/** Migrates the schema up or down, with an annotation. */
export async function migrateSchema(context: TargetContext, to: keyof typeof migrations): Promise<void> {
  const { target, report, signal } = context;
  const { step, text, label } = migrations[to];
  await report.step(step, (progress) => target.migrate(to, report, signal, progress));
  await annotateNow(context, { kind: 'migration', text, label });
}
