import { describeState } from '../scenario/stage-of.ts';
import { type Annotation, createAnnotation } from './annotation.ts';
import { readRunningState } from './running-state.ts';
import type { TargetContext } from './target.ts';

/**
 * Annotates the panels with an event and the stage, by default the running one. A verb does not
 * fail when the annotation cannot be stored; it prints that.
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
