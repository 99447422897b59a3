import { decide, type Move, more, noteTime, printHelp, promptText } from './ask.ts';
import { questionText } from './beside-key.ts';
import type { Guide } from './guide.ts';
import { renderMarkdown } from './render.ts';

/** While an answer is typed. "a" and "b" are not among them: some questions ask for option A or B. */
const commands = ['s', 'q', '?'];
const isCommand = (line: string) => commands.includes(line.trim());

export async function askQuestion(guide: Guide, { id, markdown }: { id: string; markdown: string }): Promise<Move> {
  const { screen, keyboard, notebook, text } = guide;
  const { answers } = notebook.notes;
  const blocks = renderMarkdown(text.here(quoted(questionText(markdown))), screen.width(), text.address);
  const shown = await screen.show(blocks, more(guide));
  if (shown !== 'on') return shown;
  const before = answers[id]?.text;
  if (before) screen.say('Your answer so far:', before.replace(/^/gm, '  '), '');
  for (;;) {
    screen.say(
      promptText(before ? 'Enter keeps it; or write it anew, an empty line ends it' : 'Write; an empty line ends it'),
    );
    const { lines, leaves } = await keyboard.readLines('> ', isCommand);
    noteTime(guide, 'reading');
    screen.wasRead();
    if (leaves) {
      // They may be half of what was to replace the answer before: neither is lost.
      if (lines.length > 0) keep(before ? [before, '', ...lines] : lines);
      return 'leave';
    }
    const [first] = lines;
    if (first === undefined && before) return 'on';
    if (first === undefined) screen.say('Nothing is written yet; s goes on without an answer.');
    else if (!isCommand(first)) {
      keep(lines);
      const move = await decide(guide, 'Kept. Enter goes on, a shows it beside the answer key');
      return move === 'skip' ? 'on' : move;
    } else if (first.trim() === '?') printHelp(guide, ['At a question, a and b are the first letters of an answer.']);
    else return first.trim() === 'q' ? 'leave' : 'on';
  }

  function keep(lines: string[]): void {
    answers[id] = { text: lines.join('\n').trimEnd(), answeredAt: new Date().toISOString() };
    notebook.keep();
  }
}

function quoted(markdown: string): string {
  return markdown.replace(/^/gm, '> ');
}
