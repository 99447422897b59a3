import type { Report } from './lib/report.ts';
import type { Settings } from './lib/settings.ts';
import type { Target } from './targets/target.ts';

export interface CommandContext {
  target: Target;
  settings: Settings;
  report: Report;
  /** Ends at Ctrl-C. */
  signal: AbortSignal;
  /** The flags that were given, of those in `flags`. */
  given: ReadonlySet<string>;
}

/** A verb. */
export interface Command {
  name: string;
  summary: string;
  /** Of verbs that change the lab one runs at a time: it holds the lock. One that others may join only begins when nobody does. */
  lock: 'held' | 'free at start' | 'not needed';
  /** Flags without a value, and what each means. */
  flags?: Record<string, string>;
  run(context: CommandContext): Promise<void>;
}
