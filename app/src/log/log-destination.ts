import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How much is buffered for a reader that is slower than the log; further lines are lost. */
const maxWaitingBytes = 2 ** 20;
/** A reader that takes longer than this may never come back. */
const stalledMs = 100;

/**
 * Writes log lines to a pipe or terminal (a Socket, which buffers what nobody reads yet) or to a
 * file, without throwing or ending the process: when the disk or the buffer is full, or the pipe is
 * closed, lines are lost, and `describeLoss` of their number precedes the next one that can be
 * written. pino's own destination retries a full disk forever while the process exits.
 */
export function openLogDestination(output: Socket | number, describeLoss: (lines: number) => string) {
  let lostLines = 0;
  let endsInLine = false;

  function writeToFile(fd: number, text: string): void {
    const bytes = Buffer.from(endsInLine ? `\n${text}` : text);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written);
    } catch {
      // A full disk. The lines are counted below.
    }
    if (written > 0) endsInLine = bytes[written - 1] !== 10;
    const unwritten = bytes.subarray(written).filter((byte) => byte === 10).length;
    // If only the line itself is missing, earlier losses have been reported.
    lostLines = unwritten < 2 ? unwritten : lostLines + 1;
  }

  function writeToSocket(socket: Socket, text: string): void {
    if (socket.writableLength + text.length > maxWaitingBytes) {
      lostLines += 1;
      return;
    }
    const lines = lostLines + 1;
    lostLines = 0;
    socket.write(text, (error) => {
      if (error) lostLines += lines;
    });
  }

  // A closed pipe. Each write reports it to its callback, too.
  if (typeof output !== 'number') output.on('error', () => {});

  return {
    write(line: string): void {
      const text = lostLines > 0 ? describeLoss(lostLines) + line : line;
      if (typeof output === 'number') writeToFile(output, text);
      else writeToSocket(output, text);
    },
    /** Calls `done` when everything has been written, or nobody reads it. */
    flush(done: () => void): void {
      if (typeof output === 'number' || output.writableLength === 0) done();
      else void Promise.race([new Promise((written) => output.write('', written)), wait(stalledMs)]).then(done);
    },
  };
}
