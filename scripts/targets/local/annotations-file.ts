import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Annotation, annotationKinds } from '../annotation.ts';

const markSchema = z.object({
  kind: z.enum(annotationKinds),
  at: z.iso.datetime(),
  text: z.string(),
  label: z.string(),
});

/** Adds an annotation: a line of JSON. The live page reads it from there. */
export function appendAnnotation(file: string, annotation: Annotation): void {
  appendFileSync(file, `${JSON.stringify(annotation)}\n`);
}

/** Every annotation so far, oldest first. A line that was cut short, or a file that is not there yet, has none. */
export function readAnnotations(file: string): Annotation[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [markSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
