import type { Settings } from '../settings/settings.ts';
import type { VariableName } from '../settings/variables.ts';
import type { TargetContext } from '../targets/target.ts';

export interface CommandContext extends TargetContext {
  settings: Settings;
  /** Releases the lock early, for a verb that keeps running while others run. */
  unlock(): void;
  /** The flags that were given, each with all its values; "" for a flag without a value. */
  given: ReadonlyMap<string, string[]>;
}

/** An option, passed in ARGS=. */
export interface Flag {
  summary: string;
  /** The name of its value in the help; absent when it has none. */
  value?: string;
  /** True when it takes several values: --with a.json b.json. At most one flag of a verb does. */
  several?: true;
}

export interface Command {
  name: string;
  summary: string;
  /** Verbs that change the lab hold the lock, so that only one runs at a time. */
  lock: 'held' | 'not needed';
  /** True for a verb that hands the keyboard to another program, which Ctrl-C is meant for. */
  handsOverKeyboard?: true;
  /** The variables that it uses, besides those that every verb uses. */
  uses?: readonly VariableName[];
  /** Where it runs without TARGET=; `kind` when absent. */
  target?: 'local';
  flags?: Record<string, Flag>;
  run(context: CommandContext): Promise<void>;
}
