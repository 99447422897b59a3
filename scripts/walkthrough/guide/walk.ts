import type { Guide } from './guide.ts';
import { displayPath } from './lesson.ts';
import { showAnswers, showBlocks } from './prompt.ts';
import { renderSummary } from './summary.ts';
import { describePlace, walkPage } from './walk-page.ts';

/** The place in the notebook, or the top of that page when the page has fewer parts by now. */
function findPlace({ lesson, notebook, screen }: Guide): { index: number; part: number } {
  const { page, part } = notebook.notes.place;
  const found = lesson.pages.findIndex(({ file }) => file === page);
  const index = Math.max(0, found);
  const exists = found >= 0 && part < (lesson.pages[index]?.parts.length ?? 0);
  if (!exists && part > 0) screen.print('The pages have changed since you left: this one starts from the top.');
  return { index, part: exists ? part : 0 };
}

/** Walks from page to page, until the last one is done or the learner leaves. */
export async function walk(guide: Guide): Promise<void> {
  const { lesson, notebook, screen } = guide;
  let { index, part } = findPlace(guide);
  for (;;) {
    const page = lesson.pages[index];
    if (!page) break;
    guide.page = page;
    const move = await walkPage(guide, part);
    notebook.save();
    if (move === 'leave') return printFarewell(guide);
    index = move === 'back' ? Math.max(0, index - 1) : index + 1;
    part = 0;
  }
  notebook.notes.finishedAt = new Date().toISOString();
  notebook.save();
  screen.print('', 'That was the last page. Your answers, next to the answer key:', '');
  await showSummary(guide);
}

/** Answers and times, a screen at a time. */
export async function showSummary(guide: Guide): Promise<void> {
  const { screen, lesson, notebook } = guide;
  if ((await showAnswers(guide, { onlyAnswered: false })) === 'leave') return;
  await showBlocks(guide, renderSummary(lesson, notebook.notes));
  screen.print(
    '`make guide ARGS=--answers` shows your answers again.',
    '`make guide ARGS=--restart` starts over, and keeps them.',
  );
}

function printFarewell(guide: Guide): void {
  const { notebook, screen } = guide;
  screen.print(
    '',
    `${describePlace(guide)}. Your place and your answers are kept in ${displayPath(notebook.file)}.`,
    '`make guide` continues from here.',
  );
}
