import colors from 'picocolors';
import type { PagePart } from '../page.ts';
import { showFold } from './fold.ts';
import type { Guide } from './guide.ts';
import { displayPath } from './lesson.ts';
import { type Move, proceed, showAnswers, showBlocks } from './prompt.ts';
import { askQuestion } from './question.ts';
import { renderOnPage } from './render-on-page.ts';
import { runBlock } from './run-block.ts';
import { renderSummary } from './summary.ts';
import { takeTurn } from './your-turn.ts';

/**
 * The place in the notebook; the top of that page when it has other parts by now, or of the page
 * with the same number when it is for another target.
 */
function findPlace({ lesson, notebook, screen }: Guide): { index: number; part: number } {
  const { page, part, parts } = notebook.notes.place;
  const found = lesson.pages.findIndex(({ file }) => file === page);
  const sameNumber = lesson.pages.findIndex(({ number }) => number >= Number.parseInt(page, 10));
  const index = Math.max(0, found < 0 ? sameNumber : found);
  const exists = found >= 0 && parts === lesson.pages[index]?.parts.length && part < (parts ?? 0);
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
    if (move === 'leave') {
      const kept = `Your place and your answers are kept in ${displayPath(notebook.file)}.`;
      return screen.print('', `${describePlace(guide)}. ${kept}`, '`make guide` continues from here.');
    }
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

function describePlace({ lesson, page }: Guide): string {
  return `Page ${page.number} of ${lesson.pages.at(-1)?.number}: ${page.title}`;
}

async function showPart(guide: Guide, part: PagePart): Promise<Move> {
  switch (part.kind) {
    case 'text':
      return showBlocks(guide, renderOnPage(guide, part.markdown));
    case 'commands':
      return runBlock(guide, part);
    case 'question':
      return askQuestion(guide, part);
    case 'folded':
      return showFold(guide, part);
    case 'your-turn':
      return takeTurn(guide, part);
  }
}

/** Walks the shown page from one of its parts to its end, and asks whether to turn it. */
async function walkPage(guide: Guide, fromPart: number): Promise<Move> {
  const { notebook, screen, page, lesson } = guide;
  const { notes } = notebook;
  notes.pages[page.file] ??= { spentMs: 0 };
  screen.print(colors.bold(colors.inverse(` ${describePlace(guide)} `)), '');
  const parts = [...page.parts.entries()].filter(([, { targets }]) => targets.includes(notes.target));
  const ahead = parts.filter(([index]) => index >= fromPart);
  const [, before] = parts[parts.length - ahead.length - 1] ?? [];
  const [, first] = ahead[0] ?? [];
  if (before?.kind === 'text' && first && first.kind !== 'text') {
    // Shows the text before the commands or the question, to people who resume in the middle.
    const blocks = renderOnPage(guide, before.markdown);
    const heading = blocks.findLastIndex(({ isHeading }) => isHeading);
    const move = await showBlocks(guide, blocks.slice(Math.max(0, heading)));
    if (move !== 'on') return move;
  }
  for (const [index, part] of ahead) {
    notes.place = { page: page.file, part: index, parts: page.parts.length };
    notebook.save();
    const move = await showPart(guide, part);
    if (move === 'back' || move === 'leave') return move;
  }
  const next = lesson.pages[lesson.pages.indexOf(page) + 1];
  if (!next) return 'on';
  notes.place = { page: next.file, part: 0 };
  notebook.save();
  return proceed(guide, `Enter turns to page ${next.number}, ${next.title}`);
}
