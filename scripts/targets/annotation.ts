import type { CommandContext } from '../commands/command.ts';
import { describeState } from '../scenario/stage-of.ts';
import { readRunningState } from './running-state.ts';

/** What kinds of moments are worth a line through every panel. */
export const annotationKinds = ['load-begins', 'load-ends', 'deployment', 'migration', 'restart'] as const;

/** A moment at which somebody did something to the lab: curves bend there, and this says why. */
export interface Annotation {
  kind: (typeof annotationKinds)[number];
  /** ISO 8601, UTC. */
  at: string;
  /** A few words, and the stage: "Index built (migration 0002): After fix 2 (index)". */
  text: string;
  /** A word that fits beside a line: "fixed". Load needs none: it is a stretch of time. */
  label: string;
}

/** An annotation of this moment. `text` does not name the stage yet. */
export function createAnnotation({ kind, text, label }: Omit<Annotation, 'at'>, stage: string): Annotation {
  return { kind, at: new Date().toISOString(), text: `${text}: ${stage}`, label };
}

/**
 * Annotates this moment on the panels, with the stage that runs, or the one that is given. They are for looking: a verb does its work
 * also where the annotation cannot be kept, and says so.
 */
export async function annotateNow(
  { target, report }: Pick<CommandContext, 'target' | 'report'>,
  event: Omit<Annotation, 'at'>,
  stage?: string,
): Promise<void> {
  try {
    await target.annotate(createAnnotation(event, stage ?? describeState(await readRunningState(target))));
  } catch (error) {
    report.print(`The panels do not show this moment (${event.text}): ${(error as Error).message}`);
  }
}
