import { write, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const writeSome = promisify(write);

/** How much is buffered for a reader that is slower than the log; further lines are lost. */
const maxWaitingCharacters = 2 ** 20;
/** For a full pipe that another process has made non-blocking. */
const retryMs = 100;
/** A write that takes longer than this waits for a reader who may never come back. */
const stalledMs = 100;

const countLines = (bytes: Buffer) => bytes.reduce((lines, byte) => lines + Number(byte === 10), 0);

/**
 * Writes log lines to a file descriptor without ever blocking, throwing or ending the process: on a
 * full disk, lines are lost, and `describeLoss` of their number precedes the next one that can be
 * written. pino's own destination retries a full disk forever while the process exits.
 */
export function openLogDestination(fd: number, describeLoss: (lines: number) => string) {
  let waiting: string[] = [];
  let waitingCharacters = 0;
  let lostLines = 0;
  let startedAtMs: number | undefined;
  let endsInLine = false;

  function take() {
    const lines = waiting;
    const reported = lostLines;
    waiting = [];
    waitingCharacters = 0;
    const text = `${endsInLine ? '\n' : ''}${reported > 0 ? describeLoss(reported) : ''}${lines.join('')}`;
    return { bytes: Buffer.from(text), lines: lines.length, reported };
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const { bytes, lines, reported } = take();
      let rest = bytes;
      try {
        while (rest.length > 0) {
          startedAtMs = performance.now();
          rest = rest.subarray(await writeOrWait(rest));
        }
      } catch {
        // A full disk, or a closed pipe. The lines are counted below.
      }
      if (rest.length < bytes.length) endsInLine = rest.length > 0 && bytes[bytes.length - rest.length - 1] !== 10;
      const unwritten = countLines(rest);
      if (unwritten <= lines) lostLines -= reported;
      lostLines += Math.min(lines, unwritten);
    }
    startedAtMs = undefined;
  }

  async function writeOrWait(bytes: Buffer): Promise<number> {
    try {
      return (await writeSome(fd, bytes)).bytesWritten;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await wait(retryMs, undefined, { ref: false });
      return 0;
    }
  }

  return {
    write(line: string): void {
      if (waitingCharacters + line.length > maxWaitingCharacters) {
        lostLines += 1;
        return;
      }
      waiting.push(line);
      waitingCharacters += line.length;
      if (startedAtMs === undefined) void writeWaiting();
    },
    /** Writes what is waiting, if possible; to be called when the process exits. */
    end(): void {
      // process.exit() waits for writes in progress, and this one may never complete.
      if (startedAtMs !== undefined && performance.now() - startedAtMs > stalledMs)
        process.kill(process.pid, 'SIGKILL');
      if (waiting.length === 0) return;
      try {
        writeSync(fd, take().bytes);
      } catch {
        // There is no way left to report it.
      }
    },
  };
}
