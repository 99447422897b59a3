import { relative } from 'node:path';
import { projectFolder } from '../../lib/project-folder.ts';
import { more, showAnswers } from './ask.ts';
import type { Guide } from './guide.ts';
import { summaryBlocks } from './summary.ts';
import { walkPage, whereText } from './walk-page.ts';

/** Begins where the notebook says, or at the beginning of that page when the page has fewer parts by now. */
function findPlace({ text, notebook, screen }: Guide): { index: number; part: number } {
  const { page, part } = notebook.notes.place;
  const found = text.pages.findIndex(({ file }) => file === page);
  const index = Math.max(0, found);
  const isThere = found >= 0 && part < (text.pages[index]?.parts.length ?? 0);
  if (!isThere && part > 0) screen.say('The pages have changed since you left: this one begins anew.');
  return { index, part: isThere ? part : 0 };
}

/** Walks from page to page, until the last one is done or the learner leaves. */
export async function walk(guide: Guide): Promise<void> {
  const { text, notebook } = guide;
  let { index, part } = findPlace(guide);
  for (;;) {
    const page = text.pages[index];
    if (!page) return finish(guide);
    guide.shown = page;
    const move = await walkPage(guide, part);
    if (move === 'leave') return sayFarewell(guide);
    index = move === 'back' ? Math.max(0, index - 1) : index + 1;
    part = 0;
    notebook.keep();
  }
}

async function finish(guide: Guide): Promise<void> {
  guide.notebook.notes.finishedAt = new Date().toISOString();
  guide.notebook.keep();
  guide.screen.say('', 'That was the last page. Your answers, beside the answer key:', '');
  await showSummary(guide);
}

/** Answers and times, a screen at a time. */
export async function showSummary(guide: Guide): Promise<void> {
  const { screen, text, notebook } = guide;
  if ((await showAnswers(guide, { onlyAnswered: false })) === 'leave') return;
  await screen.show(summaryBlocks(text, notebook.notes), more(guide));
  screen.say(
    '`make guide ARGS=--answers` shows your answers again.',
    '`make guide ARGS=--restart` begins anew, and keeps them.',
  );
}

function sayFarewell(guide: Guide): void {
  const { notebook, screen } = guide;
  notebook.keep();
  const file = relative(projectFolder, notebook.file);
  screen.say(
    '',
    `${whereText(guide)}. Your place and your answers are kept in ${file.startsWith('..') ? notebook.file : file}.`,
    '`make guide` goes on from here.',
  );
}
