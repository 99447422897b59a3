import { appendFileSync } from 'node:fs';
import { readText } from '../../lib/read-text.ts';
import { type Annotation, annotationSchema } from '../annotation.ts';

/** Appends an annotation as a line of JSON. */
export function appendAnnotation(file: string, annotation: Annotation): void {
  appendFileSync(file, `${JSON.stringify(annotation)}\n`);
}

/** All annotations, oldest first; none if there is no file. Damaged lines are skipped. */
export function readAnnotations(file: string): Annotation[] {
  let text = '';
  try {
    text = readText(file);
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [annotationSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
