import type { LogFn, Logger } from 'pino';
import { reasonOf } from '../errors.ts';

type LogMethod = (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number) => void;

interface Cause {
  /** Failures since the last line for this cause. */
  times: number;
  /** Writes a line for the latest of them. */
  writeLine(times: number): void;
}

const windowMs = 1000;
/** Beyond this many causes in one second, those with the same message count as one. */
const maxCauses = 20;
const [warn, fatal] = [40, 60];

/**
 * A hook for pino that keeps the log small when every request fails: the first warning or error of
 * a cause (message, code and reason) is written at once; then at most one per second, whose `times`
 * is the number of failures that it stands for. `end` writes what has not been written yet.
 */
export function limitRepeats(): { logMethod: LogMethod; end(): void } {
  const causes = new Map<string, Cause>();
  let timer: NodeJS.Timeout | undefined;

  function writeTimes(): void {
    // The most frequent cause comes last, where `tail` shows it.
    for (const [key, cause] of [...causes].sort(([, one], [, other]) => one.times - other.times)) {
      if (cause.times === 0) causes.delete(key);
      else cause.writeLine(cause.times);
      cause.times = 0;
    }
    timer = causes.size > 0 ? setTimeout(writeTimes, windowMs).unref() : undefined;
  }

  return {
    logMethod(args, method, level) {
      const [fields, message] = args as [unknown, string?];
      if (level < warn || level >= fatal || typeof fields !== 'object' || fields === null)
        return method.apply(this, args);
      const { code, reason, err } = fields as { code?: string; reason?: string; err?: unknown };
      const kind = `${level} ${message}`;
      const exact = `${kind} ${code} ${reason ?? reasonOf(err)}`;
      const key = causes.has(exact) || causes.size < maxCauses ? exact : kind;
      const writeLine = (times: number) => method.apply(this, [{ ...fields, times }, message]);
      const known = causes.get(key);
      if (known) Object.assign(known, { times: known.times + 1, writeLine });
      else {
        causes.set(key, { times: 0, writeLine });
        method.apply(this, args);
      }
      timer ??= setTimeout(writeTimes, windowMs).unref();
    },
    end() {
      writeTimes();
      clearTimeout(timer);
    },
  };
}
