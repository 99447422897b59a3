import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What is in a JSON file that is as `schema` says, or in words why it is not. */
export function readJson<Value>(file: string, schema: z.ZodType<Value>): { value: Value } | { problem: string } {
  try {
    return parseWith(schema, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** A value that is as `schema` says, or in words the first thing that is not. */
export function parseWith<Value>(schema: z.ZodType<Value>, value: unknown): { value: Value } | { problem: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') || 'as a whole'}: ${issue?.message}` };
}
