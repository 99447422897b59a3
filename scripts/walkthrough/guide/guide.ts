import type { NamedPage } from '../pages.ts';
import type { Keyboard } from './keyboard.ts';
import type { Notebook } from './notebook.ts';
import type { LearnersShell } from './run-commands.ts';
import type { Screen } from './screen.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Text } from './text.ts';

/** What the steps of a walk share. */
export interface Guide {
  text: Text;
  notebook: Notebook;
  screen: Screen;
  keyboard: Keyboard;
  shell: LearnersShell;
  stopwatch: Stopwatch;
  /** The page that is shown. */
  shown: NamedPage;
  signal: AbortSignal;
}
