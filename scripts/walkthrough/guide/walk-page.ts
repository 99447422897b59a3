import colors from 'picocolors';
import type { PagePart } from '../page.ts';
import type { Guide } from './guide.ts';
import { type Move, proceed, showBlocks } from './prompt.ts';
import { askQuestion } from './question.ts';
import { type RenderedBlock, renderMarkdown } from './render.ts';
import { runBlock } from './run-block.ts';
import { takeTurn } from './your-turn.ts';

export function describePlace({ lesson, page }: Pick<Guide, 'lesson' | 'page'>): string {
  return `Page ${lesson.pages.indexOf(page) + 1} of ${lesson.pages.length}: ${page.title}`;
}

function renderText({ lesson, screen }: Guide, part: PagePart): RenderedBlock[] {
  if (part.kind !== 'text') return [];
  return renderMarkdown(lesson.withOwnPorts(part.markdown), screen.width(), lesson.describeLink);
}

async function showPart(guide: Guide, part: PagePart): Promise<Move> {
  switch (part.kind) {
    case 'text':
      return showBlocks(guide, renderText(guide, part));
    case 'commands':
      return runBlock(guide, part);
    case 'question':
      return askQuestion(guide, part);
    case 'your-turn':
      return takeTurn(guide, part);
  }
}

/** Walks the shown page from one of its parts to its end, and asks whether to turn it. */
export async function walkPage(guide: Guide, fromPart: number): Promise<Move> {
  const { notebook, screen, page, lesson } = guide;
  const { notes } = notebook;
  notes.pages[page.file] ??= { spentMs: 0 };
  screen.print(colors.bold(colors.inverse(` ${describePlace(guide)} `)), '');
  const parts = [...page.parts.entries()].filter(([, { targets }]) => targets.includes(notes.target));
  const ahead = parts.filter(([index]) => index >= fromPart);
  const [, before] = parts[parts.length - ahead.length - 1] ?? [];
  const [, first] = ahead[0] ?? [];
  if (before && first && first.kind !== 'text') {
    // What leads up to the commands or the question, for people who come back in the middle.
    const blocks = renderText(guide, before);
    const heading = blocks.findLastIndex(({ isHeading }) => isHeading);
    const move = await showBlocks(guide, blocks.slice(Math.max(0, heading)));
    if (move !== 'on') return move;
  }
  for (const [index, part] of ahead) {
    notes.place = { page: page.file, part: index };
    notebook.save();
    const move = await showPart(guide, part);
    if (move === 'back' || move === 'leave') return move;
  }
  const number = lesson.pages.indexOf(page) + 2;
  const next = lesson.pages[number - 1];
  if (!next) return 'on';
  notes.place = { page: next.file, part: 0 };
  notebook.save();
  return proceed(guide, `Enter turns to page ${number}, ${next.title}`);
}
