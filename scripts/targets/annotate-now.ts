import { describeState } from '../scenario/stage-of.ts';
import { type Annotation, createAnnotation } from './annotation.ts';
import { readRunningState } from './running-state.ts';
import type { TargetContext } from './target.ts';

/**
 * Annotates the panels with an event and the stage, by default the running one. If the annotation
 * cannot be stored, prints a warning instead of making the verb fail.
 */
export async function annotateNow(
  { target, report }: Pick<TargetContext, 'target' | 'report'>,
  event: Omit<Annotation, 'at'>,
  stage?: string,
): Promise<void> {
  try {
    await target.annotate(createAnnotation(event, stage ?? describeState(await readRunningState(target))));
  } catch (error) {
    report.print(`The annotation was not stored (${event.text}): ${(error as Error).message}`);
  }
}
