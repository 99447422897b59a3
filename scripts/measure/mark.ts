import type { Report } from '../lib/report.ts';
import type { Target } from '../targets/target.ts';

/** What kinds of moments are worth a line through every panel. */
export const markKinds = ['load-begins', 'load-ends', 'deployment', 'migration', 'restart'] as const;

/** A moment at which somebody did something to the lab: curves bend there, and this says why. */
export interface Mark {
  kind: (typeof markKinds)[number];
  /** ISO 8601, UTC. */
  at: string;
  /** A few words that name the stage: "Load test begins: Broken, 100 users, 30 s". */
  text: string;
}

/** A mark of this moment. */
export function markOf(kind: Mark['kind'], text: string): Mark {
  return { kind, at: new Date().toISOString(), text };
}

/** Marks this moment on the panels. They are for looking: a verb does its work also where the mark cannot be kept, and says so. */
export async function markNow(target: Target, report: Report, kind: Mark['kind'], text: string): Promise<void> {
  try {
    await target.mark(markOf(kind, text));
  } catch (error) {
    report.say(`The panels do not show this moment (${text}): ${(error as Error).message}`);
  }
}
