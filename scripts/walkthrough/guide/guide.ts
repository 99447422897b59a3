import type { NamedPage } from '../pages.ts';
import type { Shell } from '../shell.ts';
import type { Keyboard } from './keyboard.ts';
import type { Lesson } from './lesson.ts';
import type { Notebook } from './notebook.ts';
import type { Screen } from './screen.ts';

/** What the parts of a page share while they are shown. */
export interface Guide {
  lesson: Lesson;
  notebook: Notebook;
  screen: Screen;
  keyboard: Keyboard;
  shell: Shell;
  /** The page that is shown. */
  page: NamedPage;
  /** Until when the time of the pages is recorded. */
  recordedUntilMs: number;
  signal: AbortSignal;
}
