import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file aside and renames it: whoever reads it, and whatever ends us in the middle, never sees half of it. */
export function writeFileAtomic(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
