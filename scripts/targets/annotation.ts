import { z } from 'zod';

/** An event in the lab, which every panel shows as a line. */
export const annotationSchema = z.object({
  kind: z.enum(['load-begins', 'load-ends', 'deployment', 'migration', 'restart']),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** The event and the stage: "Index built (migration 0002): After fix 2 (index)". */
  text: z.string(),
  /** Printed next to the line: "fixed". Empty for load, which is a range. */
  label: z.string(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** An annotation of the current time. `text` does not name the stage yet. */
export function createAnnotation({ kind, text, label }: Omit<Annotation, 'at'>, stage: string): Annotation {
  return { kind, at: new Date().toISOString(), text: `${text}: ${stage}`, label };
}
