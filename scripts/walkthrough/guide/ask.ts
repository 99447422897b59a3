import colors from 'picocolors';
import { answersBesideKey } from './beside-key.ts';
import type { Guide } from './guide.ts';

/** Where to go from here; "back" is to the page before. */
export type Move = 'on' | 'skip' | 'back' | 'leave';

const moves: Record<string, Move> = { '': 'on', s: 'skip', b: 'back', q: 'leave' };

/** What a learner types may be a name that every object has, such as "constructor". */
const own = <Value>(record: Record<string, Value>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const help = [
  'Enter     go on, or do what the prompt says',
  's         skip: go on without it; also when you did it in another terminal',
  'b         back to the page before',
  'a         your answers so far, beside the answer key',
  'q         leave; your place is kept (Ctrl-C does it too)',
];

/** A prompt in one line. */
export const promptText = (hint: string) => `${colors.green(hint)} ${colors.dim('(? for more)')} `;

/** Adds the time since the last lap to that of the page that is shown. */
export function noteTime({ notebook: { notes }, stopwatch, shown }: Guide, what: 'reading' | 'running'): void {
  const page = notes.pages[shown.file];
  if (page) page.spentMs += stopwatch.lap(what);
}

export function printHelp({ screen }: Guide, more: string[] = []): void {
  screen.say(...[...more, ...help].map((line) => `  ${line}`), '');
}

/** Waits until the learner says where to go. `words` are what else can be typed here, with what it does. */
export async function decide(
  guide: Guide,
  hint: string,
  words: Record<string, { help: string; say: () => string[] }> = {},
): Promise<Move> {
  for (;;) {
    const line = await guide.keyboard.readLine(promptText(hint));
    noteTime(guide, 'reading');
    guide.screen.wasRead();
    if (line === undefined) return 'leave';
    const typed = line.trim().toLowerCase();
    const move = own(moves, typed);
    const word = own(words, typed);
    if (move) return move;
    if (word) guide.screen.say(...word.say(), '');
    else if (typed === 'a') {
      if ((await showAnswers(guide, { onlyAnswered: true })) === 'leave') return 'leave';
    } else if (typed === '?')
      printHelp(
        guide,
        Object.entries(words).map(([name, { help: meaning }]) => `${name.padEnd(10)}${meaning}`),
      );
    else guide.screen.say(`There is no "${line.trim()}" here.`);
  }
}

/** Between two screens of text. */
export const more = (guide: Guide) => async (): Promise<Move> => {
  const move = await decide(guide, 'Enter shows more');
  // There is nothing to skip but this wait.
  return move === 'skip' ? 'on' : move;
};

/** A screen at a time. Resolves to "leave" when the learner wants to leave the guide; any other way only ends the list. */
export async function showAnswers(guide: Guide, options: { onlyAnswered: boolean }): Promise<'on' | 'leave'> {
  const { screen, text, notebook } = guide;
  const blocks = answersBesideKey(text, notebook.notes.answers, screen.width(), options);
  if (blocks.length === 0) screen.say('There is no answer of yours yet.', '');
  const move = await screen.show(blocks, more(guide));
  return move === 'leave' ? 'leave' : 'on';
}
