import { z } from 'zod';

/** An event in the lab, which every panel shows as a line. */
export const annotationSchema = z.object({
  kind: z.enum(['load-begins', 'load-ends', 'deployment', 'migration', 'restart']),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** The event and the stage: "Index built (migration 0002): After fix 2 (index)". */
  text: z.string(),
  /** The label of the line, such as "fixed". Empty for a load test, which is a range. */
  label: z.string(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Creates an annotation with the current time. Appends the stage to `text`. */
export function createAnnotation({ kind, text, label }: Omit<Annotation, 'at'>, stage: string): Annotation {
  return { kind, at: new Date().toISOString(), text: `${text}: ${stage}`, label };
}
