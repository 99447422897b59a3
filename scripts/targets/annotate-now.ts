import { describeState } from '../scenario/stage-of.ts';
import { type Annotation, createAnnotation } from './annotation.ts';
import { readRunningState } from './running-state.ts';
import type { TargetContext } from './target.ts';

/**
 * Annotates this moment on the panels, with the stage that runs, or the one that is given. They are for looking: a verb does its work
 * also where the annotation cannot be kept, and says so.
 */
export async function annotateNow(
  { target, report }: Pick<TargetContext, 'target' | 'report'>,
  event: Omit<Annotation, 'at'>,
  stage?: string,
): Promise<void> {
  try {
    await target.annotate(createAnnotation(event, stage ?? describeState(await readRunningState(target))));
  } catch (error) {
    report.print(`The panels do not show this moment (${event.text}): ${(error as Error).message}`);
  }
}
