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
