import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** A larger log is renamed when its process starts, and replaces the one renamed before. */
const maxBytes = 10 * 2 ** 20;
/** More than any message that is quoted from a log. */
const tailBytes = 64 * 2 ** 10;

/** Opens a log to append to. At most two files of about `maxBytes` are kept: FILE and FILE.1. */
export function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
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
