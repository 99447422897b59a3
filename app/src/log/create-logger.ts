import { Socket } from 'node:net';
import pino, { type Logger } from 'pino';
import { limitRepeats } from './limit-repeats.ts';
import { openLogDestination } from './log-destination.ts';
import { serializeError } from './serialize-error.ts';

const standardOutput = 1;

/** The log of the process, as lines of JSON on standard output. `flush` waits 100 ms at most. */
export function createLogger({ level, variant }: { level: string; variant: string }): Logger {
  const base = { variant };
  // Node.js never blocks in writes to a pipe, nor waits for them in process.exit().
  const output = process.stdout instanceof Socket ? process.stdout : standardOutput;
  const destination = openLogDestination(output, (lostLines) => {
    const loss = { level: 40, time: Date.now(), ...base, lostLines, msg: 'earlier lines could not be written' };
    return `${JSON.stringify(loss)}\n`;
  });
  const repeats = limitRepeats();
  process.once('exit', repeats.end);
  const beforeExit = {
    ...destination,
    // Nothing waits for what is written during 'exit': a pipe that is full would lose it.
    flush(done: () => void): void {
      repeats.end();
      destination.flush(done);
    },
  };
  const serializers = { err: serializeError };
  return pino({ level, base, serializers, hooks: { logMethod: repeats.logMethod } }, beforeExit);
}
