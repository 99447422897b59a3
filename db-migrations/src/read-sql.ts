import { readFile } from 'node:fs/promises';

/** The file is not text, or in an encoding that only its author knows. */
export class NotSql extends Error {
  override name = 'NotSql';
}

/** Editors and shells on Windows start UTF-16 with a byte order mark, and often UTF-8 too. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * Reads SQL in UTF-8, or in UTF-16 with a byte order mark; PostgreSQL would reject the mark.
 * @throws {NotSql} if it is neither
 */
export async function readSql(file: string | URL): Promise<string> {
  const bytes = await readFile(file);
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    // PostgreSQL rejects NUL characters. UTF-16 without a mark is full of them.
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new NotSql('it is not text in UTF-8');
}
