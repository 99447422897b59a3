import type { Settings } from '../settings/settings.ts';
import type { TargetContext } from '../targets/target.ts';

export interface CommandContext extends TargetContext {
  settings: Settings;
  /** Gives the lock back early, for a verb that others may join once it has begun. */
  unlock(): void;
  /** The flags that were given, of those in `flags`, each with the value of every time it was; "" where it takes none. */
  given: ReadonlyMap<string, string[]>;
}

/** An option behind ARGS=. */
export interface Flag {
  summary: string;
  /** What its value is called in the help; absent when it has none. */
  value?: string;
  /** True when several values may stand behind it, as in --with a.json b.json. At most one flag of a verb can have that. */
  several?: true;
}

/** A verb. */
export interface Command {
  name: string;
  summary: string;
  /** Of verbs that change the lab one runs at a time: it holds the lock. */
  lock: 'held' | 'not needed';
  /** True for a verb that hands the keyboard to another program: Ctrl-C is meant for that one. */
  handsOverKeyboard?: true;
  /** Where it runs when nobody says otherwise; `kind` when absent. */
  target?: 'local';
  flags?: Record<string, Flag>;
  run(context: CommandContext): Promise<void>;
}
