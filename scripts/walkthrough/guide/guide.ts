import type { NamedPage } from '../pages.ts';
import type { Shell } from '../shell.ts';
import type { Keyboard } from './keyboard.ts';
import type { Lesson } from './lesson.ts';
import type { Notebook } from './notebook.ts';
import type { Screen } from './screen.ts';

/** The state that the parts of a page share. */
export interface Guide {
  lesson: Lesson;
  notebook: Notebook;
  screen: Screen;
  keyboard: Keyboard;
  shell: Shell;
  /** The page that is shown. */
  page: NamedPage;
  /** The end of the time that has been recorded for the pages. */
  recordedUntilMs: number;
  signal: AbortSignal;
}
