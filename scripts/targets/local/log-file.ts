import { closeSync, copyFileSync, fstatSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';

/** A larger log is moved to FILE.1, and replaces the one moved before. */
const maxBytes = 10 * 2 ** 20;
/** More than any message that is quoted from a log. */
const tailBytes = 64 * 2 ** 10;

const isTooLarge = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes;

/** Opens a log to append to. */
export function openLog(file: string): number {
  if (isTooLarge(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/**
 * Empties a log that has become too large while its process appends to it. Lines written between
 * the copy and the truncation are lost, and on a full disk those that could not be copied.
 */
export function limitLog(file: string): void {
  if (!isTooLarge(file)) return;
  try {
    copyFileSync(file, `${file}.1`);
  } finally {
    truncateSync(file);
  }
}

/** The end of a log, from `fromByte` on, but at most 64 KiB: a log can be larger than memory. */
export function readTail(file: string, fromByte = 0): string {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(fromByte, size - tailBytes);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, start));
  } finally {
    closeSync(descriptor);
  }
}
