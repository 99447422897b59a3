import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { readText } from './read-text.ts';
import { visibleLine } from './visible-text.ts';

type Parsed<Value> = { value: Value } | { problem: string };

/** Reads a JSON file and validates it; `problem` describes, in one line, why that failed. */
export function readJson<Value>(file: string, schema: z.ZodType<Value>): Parsed<Value> {
  try {
    return parseJson(schema, readText(file));
  } catch (error) {
    return { problem: visibleLine((error as Error).message.replace(`${file}: `, '')) };
  }
}

/** Parses and validates JSON; `problem` describes, in one line, what is wrong with it. */
export function parseJson<Value>(schema: z.ZodType<Value>, text: string): Parsed<Value> {
  try {
    return parseWith(schema, JSON.parse(text));
  } catch (error) {
    // Neither JSON.parse nor zod limits the depth: the stack overflows.
    if (error instanceof RangeError) return { problem: 'nested too deeply' };
    return { problem: visibleLine((error as Error).message) };
  }
}

/** Validates a value; `problem` describes the first issue. */
function parseWith<Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: visibleLine(`${issue?.path.join('.') || 'top level'}: ${issue?.message}`) };
}

/** Caches the result of `read` until the file changes, or the folder gains or loses an entry. */
export function cacheUntilChanged<Content>(path: string, read: () => Content): () => Content {
  let cached: { version: string; content: Content } | undefined;
  return () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    const version = stats ? `${stats.mtimeMs} ${stats.size}` : 'absent';
    if (cached?.version !== version) cached = { version, content: read() };
    return cached.content;
  };
}

/** Where a damaged or replaced JSON file is kept: nothing that a person may need is deleted. */
export function asidePath(file: string, reason: string): string {
  return file.replace(/\.json$/, `-${reason}-${new Date().toISOString().replaceAll(':', '-')}.json`);
}

/**
 * Creates a folder and its missing parents. When root creates them, every user may enter them,
 * whatever the umask: PostgreSQL does not run as root.
 */
export function makeFolder(folder: string): void {
  const isFolder = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder()) return;
  makeFolder(dirname(folder));
  try {
    // Not recursive: Node.js's own recursion never ends in /proc, which refuses with ENOENT.
    mkdirSync(folder);
  } catch (error) {
    if (isFolder()) return;
    throw error;
  }
  if (process.getuid?.() === 0) chmodSync(folder, 0o755);
}
