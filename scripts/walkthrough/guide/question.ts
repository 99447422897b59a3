import type { Question } from '../page.ts';
import { answerKeyFile } from '../pages.ts';
import type { Guide } from './guide.ts';
import { type Move, printHelp, proceed, promptText, recordTime, showBlocks } from './prompt.ts';
import { renderOnPage } from './render-on-page.ts';

/** While an answer is typed. Not "a" and "b": some questions ask for option A or B. */
const commands = ['s', 'q', '?'];
const isCommand = (line: string) => commands.includes(line.trim());

/** Whether the page says so next: before an experiment, the key would give its outcome away. */
function mayCompare({ page, notebook }: Guide): boolean {
  const next = page.parts[notebook.notes.place.part + 1];
  return next?.kind === 'text' && next.markdown.includes(answerKeyFile);
}

export async function askQuestion(guide: Guide, { id, markdown }: Question): Promise<Move> {
  const { screen, keyboard, notebook } = guide;
  const { answers } = notebook.notes;
  const shown = await showBlocks(guide, renderOnPage(guide, markdown.replace(/^/gm, '> ')));
  if (shown !== 'on') return shown;
  const before = answers[id]?.text;
  if (before) screen.print('Your answer so far:', before.replace(/^/gm, '  '), '');
  const hint = before
    ? 'Enter keeps it; or write a new one, which an empty line ends'
    : 'Write your answer; an empty line ends it, s skips it';
  for (;;) {
    screen.print(promptText(hint));
    const { lines, leaves } = await keyboard.readLines('> ', isCommand);
    recordTime(guide, 'reading');
    screen.markAsRead();
    if (leaves) {
      // The lines may be half of a new answer: both are kept.
      if (lines.length > 0) save(before ? [before, '', ...lines] : lines);
      return 'leave';
    }
    const [first] = lines;
    if (first === undefined && before) return 'on';
    if (first === undefined) screen.print('There is no answer yet; s continues without one.');
    else if (!isCommand(first)) {
      save(lines);
      return proceed(guide, `Saved. Enter continues${mayCompare(guide) ? ', a shows it next to the answer key' : ''}`);
    } else if (first.trim() === '?') printHelp(guide, ['At a question, a and b start an answer.']);
    else return first.trim() === 'q' ? 'leave' : 'on';
  }

  function save(lines: string[]): void {
    answers[id] = { text: lines.join('\n').trimEnd(), answeredAt: new Date().toISOString() };
    notebook.save();
  }
}
