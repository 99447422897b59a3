import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Mark, markKinds } from '../annotation.ts';

const markSchema = z.object({ kind: z.enum(markKinds), at: z.iso.datetime(), text: z.string(), label: z.string() });

/** Adds a mark: a line of JSON. The live page reads it from there. */
export function appendMark(file: string, mark: Mark): void {
  appendFileSync(file, `${JSON.stringify(mark)}\n`);
}

/** Every mark so far, oldest first. A line that was cut short, or a file that is not there yet, has none. */
export function readMarks(file: string): Mark[] {
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
