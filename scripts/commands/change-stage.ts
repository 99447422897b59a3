import type { Variant } from '../../app/build.ts';
import { describeDeployment, migrations, reset } from '../scenario/annotation-texts.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import type { TargetContext } from '../targets/target.ts';

function deploy({ target, report, signal }: TargetContext, variant: Variant): Promise<void> {
  return report.step(`Build and deploy the API, variant ${variant}`, () => target.deploy(variant, report, signal));
}

function migrate({ target, report, signal }: TargetContext, to: keyof typeof migrations): Promise<void> {
  return report.step(migrations[to].step, (progress) => target.migrate(to, report, signal, progress));
}

/** Replaces the running API with a variant of it, with an annotation. */
export async function deployVariant(context: TargetContext, variant: Variant): Promise<void> {
  await deploy(context, variant);
  await annotateNow(context, describeDeployment(variant));
}

/** Migrates the schema up or down, with an annotation. */
export async function migrateSchema(context: TargetContext, to: keyof typeof migrations): Promise<void> {
  await migrate(context, to);
  const { text, label } = migrations[to];
  await annotateNow(context, { kind: 'migration', text, label });
}

/** Goes back to the broken stage, with one annotation for both steps. */
export async function resetStage(context: TargetContext): Promise<void> {
  await migrate(context, 1);
  await deploy(context, 'broken');
  await annotateNow(context, reset);
}
