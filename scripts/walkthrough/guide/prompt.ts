import { existsSync } from 'node:fs';
import { join } from 'node:path';
import colors from 'picocolors';
import { renderAnswers } from './compare-answers.ts';
import type { Guide } from './guide.ts';
import { displayPath, glossaryFile } from './lesson.ts';
import type { RenderedBlock } from './render.ts';

/** Where to go from a prompt; "back" is to the previous page. */
export type Move = 'on' | 'skip' | 'back' | 'leave';

const moves = new Map(Object.entries<Move>({ '': 'on', s: 'skip', b: 'back', q: 'leave' }));

const help = [
  'Enter     continue, or do what the prompt says',
  's         skip: continue without it, or after doing it in another terminal',
  'b         back to the previous page',
  'a         your answers so far, next to the answer key',
  'q         quit; your place is kept (Ctrl-C does the same)',
];

export const promptText = (hint: string) => `${colors.green(hint)} ${colors.dim('(? for help)')} `;

/** A longer time between two keys is a pause, not reading time. */
export const pauseMs = 15 * 60_000;

/** Adds the time since the last call to that of the page that is shown. */
export function recordTime(guide: Guide, what: 'reading' | 'running'): void {
  const passedMs = Date.now() - guide.recordedUntilMs;
  guide.recordedUntilMs += passedMs;
  const times = guide.notebook.notes.pages[guide.page.file];
  if (times && (what === 'running' || passedMs <= pauseMs)) times.spentMs += passedMs;
}

export function printHelp({ screen, lesson }: Guide, more: string[] = []): void {
  const glossary = join(lesson.folder, glossaryFile);
  const terms = existsSync(glossary) ? [`Terms are explained in ${displayPath(glossary)}.`] : [];
  screen.print(...[...more, ...help, ...terms].map((line) => `  ${line}`), '');
}

/** Something to look at from a prompt, by typing its name. */
export interface Topic {
  name: string;
  help: string;
  /** Resolves to where to go from there; undefined to ask again. */
  show(): Promise<Move | undefined>;
}

/** Waits until the learner chooses where to go. */
export async function decide(guide: Guide, hint: string, topic?: Topic): Promise<Move> {
  const { keyboard, screen } = guide;
  for (;;) {
    const line = await keyboard.readLine(promptText(hint));
    recordTime(guide, 'reading');
    screen.markAsRead();
    if (line === undefined) return 'leave';
    const typed = line.trim().toLowerCase();
    const move = typed === topic?.name ? await topic.show() : moves.get(typed);
    if (move) return move;
    if (typed === topic?.name) continue;
    if (typed === 'a') {
      if ((await showAnswers(guide, { onlyAnswered: true })) === 'leave') return 'leave';
    } else if (typed === '?') printHelp(guide, topic && [`${topic.name.padEnd(10)}${topic.help}`]);
    else screen.print(`"${line.trim()}" is not a command here; ? lists them.`);
  }
}

/** Waits where there is nothing to skip. */
export async function proceed(guide: Guide, hint: string): Promise<Move> {
  const move = await decide(guide, hint);
  return move === 'skip' ? 'on' : move;
}

/** Shows blocks a screen at a time, and stops where the learner goes elsewhere. */
export function showBlocks(guide: Guide, blocks: RenderedBlock[]): Promise<Move> {
  return guide.screen.show(blocks, () => proceed(guide, 'Enter shows more'));
}

/** "b" at one of its screens only ends the list. */
export async function showAnswers(guide: Guide, options: { onlyAnswered: boolean }): Promise<'on' | 'leave'> {
  const { screen, lesson, notebook } = guide;
  const blocks = renderAnswers(lesson, notebook.notes.answers, screen.width(), options);
  if (blocks.length === 0) screen.print('You have not answered a question yet.', '');
  return (await showBlocks(guide, blocks)) === 'leave' ? 'leave' : 'on';
}
