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
  /** A word that fits beside a line: "fixed". Load needs none: it is a stretch of time. */
  label: string;
}

/** What happened, without its time. */
export type LabEvent = Omit<Mark, 'at'>;

/** A mark of this moment. */
export const markOf = (event: LabEvent): Mark => ({ ...event, at: new Date().toISOString() });

/** Marks this moment on the panels. They are for looking: a verb does its work also where the mark cannot be kept, and says so. */
export async function markNow(target: Target, report: Report, event: LabEvent): Promise<void> {
  try {
    await target.mark(markOf(event));
  } catch (error) {
    report.say(`The panels do not show this moment (${event.text}): ${(error as Error).message}`);
  }
}
