import type { LogFn, Logger } from 'pino';
import { reasonOf } from '../errors.ts';

type LogMethod = (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number) => void;

interface Cause {
  /** Failures since the last line for this cause. */
  times: number;
  latestMs: number;
  /** Writes a line for the latest of them. */
  writeLine(times: number): void;
}

const minIntervalMs = 1000;
/** Also how long a cause has to be quiet to count as a new one when it returns. */
const maxIntervalMs = 60_000;
/** Beyond this many causes at a time, those with the same message count as one. */
const maxCauses = 20;
const [warn, fatal] = [40, 60];

const isQuiet = ({ times, latestMs }: Cause) => times === 0 && Date.now() - latestMs >= maxIntervalMs;

/**
 * A hook for pino that keeps the log small when every request fails. The first warning or error of
 * a cause (message, code and reason) is written at once. Further ones are counted: after 1 s, then
 * 2 s, 4 s and so on up to 60 s, each cause gets a line whose `times` is the number of failures it
 * stands for. A new cause resets the interval of all causes to 1 s: when something changes, the log
 * shows how much had failed before. `end` writes the counts that have not been written yet.
 */
export function limitRepeats(): { logMethod: LogMethod; end(): void } {
  const causes = new Map<string, Cause>();
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = minIntervalMs;

  function writeTimes(): void {
    // The most frequent cause comes last, where `tail` shows it.
    for (const [key, cause] of [...causes].sort(([, one], [, other]) => one.times - other.times)) {
      if (cause.times > 0) cause.writeLine(cause.times);
      else if (isQuiet(cause)) causes.delete(key);
      cause.times = 0;
    }
  }

  function writeAfter(delayMs: number): void {
    if (timer) clearTimeout(timer);
    intervalMs = delayMs;
    timer = setTimeout(() => {
      writeTimes();
      timer = undefined;
      if (causes.size > 0) writeAfter(Math.min(2 * intervalMs, maxIntervalMs));
    }, delayMs);
  }

  return {
    logMethod(args, method, level) {
      const [fields, message] = args as [unknown, string?];
      // A fatal line must be the last one: it is quoted as the reason why the process ended.
      if (level >= fatal) writeTimes();
      if (level < warn || level >= fatal || typeof fields !== 'object' || fields === null)
        return method.apply(this, args);
      const { code, reason, err } = fields as { code?: string; reason?: string; err?: unknown };
      const kind = `${level} ${message}`;
      const exact = `${kind} ${code} ${reason ?? reasonOf(err)}`;
      const key = causes.has(exact) || causes.size < maxCauses ? exact : kind;
      const latest = {
        latestMs: Date.now(),
        writeLine: (times: number) => method.apply(this, [{ ...fields, times }, message]),
      };
      const known = causes.get(key);
      if (known && !isQuiet(known)) Object.assign(known, { times: known.times + 1, ...latest });
      else {
        causes.set(key, { times: 0, ...latest });
        method.apply(this, args);
        // A timer of 1 s that is running already is kept: new causes must not put it off.
        if (!timer || intervalMs > minIntervalMs) writeAfter(minIntervalMs);
      }
    },
    end() {
      writeTimes();
      if (timer) clearTimeout(timer);
    },
  };
}
