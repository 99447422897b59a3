import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

/** A hundred times the largest file that the lab writes: anything larger was not written by it. */
const maxBytes = 16 * 2 ** 20;

/** Windows programs save UTF-16, and mark it; without a mark, it is UTF-8. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/**
 * Reads a text that people may have edited or passed on: without a byte order mark, and with "\n"
 * at the end of each line.
 * @throws {LabError} `wrong_kind_of_file`, as for a pipe or a device, or `file_too_large`
 */
export function readText(file: string | URL): string {
  // Opening a named pipe would otherwise wait for somebody who writes to it.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile())
      throw new LabError(
        'wrong_kind_of_file',
        `${file}: expected a file, but it is ${stats.isDirectory() ? 'a folder' : 'a pipe or a device'}`,
        'Move it away.',
      );
    if (stats.size > maxBytes)
      throw new LabError(
        'file_too_large',
        `${file}: expected at most ${maxBytes / 2 ** 20} MiB, but it has ${Math.round(stats.size / 2 ** 20)} MiB`,
        'The lab does not write files of this size. Move it away.',
      );
    const bytes = readFileSync(descriptor);
    return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/\r\n?/g, '\n');
  } finally {
    closeSync(descriptor);
  }
}
