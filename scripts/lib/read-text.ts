import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

/** A hundred times the largest file that the lab writes: anything larger was not written by it. */
const maxBytes = 16 * 2 ** 20;

/** Windows programs save UTF-16 with a byte order mark; without one, it is UTF-8. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/**
 * Reads a text file that people may have edited or shared. Removes a byte order mark, and turns all
 * line endings into "\n".
 * @param options `fatal`: whether to throw a TypeError for other encodings, as TextDecoder does
 * @throws {LabError} `wrong_kind_of_file`, as for a pipe or a device, or `file_too_large`
 */
export function readText(file: string | URL, options: { fatal?: boolean } = {}): string {
  // Otherwise, opening a named pipe would wait for a process that writes to it.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile())
      throw new LabError(
        'wrong_kind_of_file',
        `${file}: expected a file, but it is ${stats.isDirectory() ? 'a folder' : 'a pipe or a device'}`,
        'Move it to another folder.',
      );
    if (stats.size > maxBytes)
      throw new LabError(
        'file_too_large',
        `${file}: expected at most ${maxBytes / 2 ** 20} MiB, but it has ${Math.round(stats.size / 2 ** 20)} MiB`,
        'The lab does not write files of this size. Move it to another folder.',
      );
    const bytes = readFileSync(descriptor);
    return new TextDecoder(encodingOf(bytes), options).decode(bytes).replace(/\r\n?/g, '\n');
  } finally {
    closeSync(descriptor);
  }
}
