import colors from 'picocolors';
import { decide, type Move, more } from './ask.ts';
import type { Guide } from './guide.ts';
import { askQuestion } from './question.ts';
import { type Block, renderMarkdown } from './render.ts';
import { runBlock } from './run-block.ts';
import { type Step, stepsOf, titleOf } from './steps.ts';
import { takeTurn } from './your-turn.ts';

export function whereText({ text, shown }: Pick<Guide, 'text' | 'shown'>): string {
  return `Page ${text.pages.indexOf(shown) + 1} of ${text.pages.length}: ${titleOf(shown)}`;
}

function textBlocks({ text, screen }: Guide, markdown: string): Block[] {
  return renderMarkdown(text.here(markdown), screen.width(), text.address);
}

/** For somebody who comes back in the middle: what stands before a question or commands, from its heading on. */
function lead(guide: Guide, before: Step | undefined): Block[] {
  if (before?.part.kind !== 'text') return [];
  const blocks = textBlocks(guide, before.part.markdown);
  return blocks.slice(
    Math.max(
      0,
      blocks.findLastIndex(({ isHeading }) => isHeading),
    ),
  );
}

async function takeStep(guide: Guide, { part }: Step): Promise<Move> {
  switch (part.kind) {
    case 'text':
      return guide.screen.show(textBlocks(guide, part.markdown), more(guide));
    case 'run':
      return runBlock(guide, part);
    case 'question':
      return askQuestion(guide, part);
    case 'your-turn':
      return takeTurn(guide, part);
  }
}

/** Walks the shown page from one of its parts to its end, and asks whether to turn it. */
export async function walkPage(guide: Guide, fromPart: number): Promise<Move> {
  const { notebook, screen, shown, text } = guide;
  const { notes } = notebook;
  const page = notes.pages[shown.file] ?? { startedAt: new Date().toISOString(), spentMs: 0 };
  notes.pages[shown.file] = page;
  screen.say(colors.bold(colors.inverse(` ${whereText(guide)} `)), '');
  const steps = stepsOf(shown, notes.target);
  const first = steps.findIndex(({ index }) => index >= fromPart);
  const ahead = steps.slice(Math.max(0, first));
  if (first > 0 && ahead[0]?.part.kind !== 'text') {
    const move = await screen.show(lead(guide, steps[first - 1]), more(guide));
    if (move !== 'on') return move;
  }
  for (const step of ahead) {
    notes.place = { page: shown.file, part: step.index };
    notebook.keep();
    const move = await takeStep(guide, step);
    if (move === 'back' || move === 'leave') return move;
  }
  page.finishedAt = new Date().toISOString();
  const next = text.pages[text.pages.indexOf(shown) + 1];
  if (!next) return 'on';
  notes.place = { page: next.file, part: 0 };
  notebook.keep();
  return decide(guide, `Enter turns to page ${text.pages.indexOf(next) + 1}, ${titleOf(next)}`);
}
