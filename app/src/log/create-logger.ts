import pino, { type Logger } from 'pino';
import { limitRepeats } from './limit-repeats.ts';
import { openLogDestination } from './log-destination.ts';

const standardOutput = 1;

/** The log of the process, as lines of JSON on standard output. */
export function createLogger({ level, variant }: { level: string; variant: string }): Logger {
  const base = { variant };
  const destination = openLogDestination(standardOutput, (lostLines) => {
    const loss = { level: 40, time: Date.now(), ...base, lostLines, msg: 'earlier lines could not be written' };
    return `${JSON.stringify(loss)}\n`;
  });
  const repeats = limitRepeats();
  process.once('exit', () => {
    repeats.end();
    destination.end();
  });
  return pino({ level, base, hooks: { logMethod: repeats.logMethod } }, destination);
}
