import colors from 'picocolors';
import stringWidth from 'string-width';
import { formatTable } from '../../lib/table.ts';
import type { Notes } from './notebook.ts';
import { type Block, renderLines } from './render.ts';
import type { Text } from './text.ts';
import { wrapLine } from './wrap.ts';

/** Two columns of fewer characters than that would be hard to read. */
const narrowestSideBySide = 72;

const yoursTitle = 'your answer';
const oursTitle = 'the answer key';

interface Question {
  id: string;
  markdown: string;
}

/** The pages leave room to write below a question; here the learner types. */
export function questionText(markdown: string): string {
  return markdown.replace(/\n\s*Your answer:[\s\S]*$/, '');
}

function listQuestions({ pages }: Text): Question[] {
  return pages.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'question' ? [{ id: part.id, markdown: questionText(part.markdown) }] : [])),
  );
}

/** A question, and below it what the learner wrote beside what the answer key says. */
function besideKey({ id, markdown }: Question, answer: string | undefined, text: Text, width: number): Block[] {
  const { answerKey, address, here } = text;
  const question = { lines: renderLines(here(markdown), width, address), isHeading: true };
  const key = here(answerKey.get(id) ?? '');
  const written = (answer ?? '(none)').split('\n');
  const yours = (columns: number) => written.flatMap((line) => wrapLine(line, columns, { hard: true }));
  const ours = (columns: number) => (key ? renderLines(key, columns, address) : ['(none)']);
  if (width < narrowestSideBySide)
    return [question, below(yoursTitle, yours(width - 2)), below(oursTitle, ours(width - 2))];
  // Three lines, and a space on both sides of each column.
  const room = width - 7;
  // What a short answer does not need is the key's: most keys fit on a screen then.
  const needed = Math.max(...[yoursTitle, ...written].map((line) => stringWidth(line)));
  const columns = Math.min(needed, Math.floor(room / 2));
  const table = formatTable([[yours(columns).join('\n'), ours(room - columns).join('\n')]], {
    head: [colors.bold(yoursTitle), colors.bold(oursTitle)],
  });
  return [question, { lines: table.split('\n'), isHeading: false }];
}

function below(title: string, lines: string[]): Block {
  return { lines: [colors.bold(`${title}:`), ...lines.map((line) => `  ${line}`)], isHeading: false };
}

/** All questions with their answers, or those that have one. */
export function answersBesideKey(
  text: Text,
  answers: Notes['answers'],
  width: number,
  { onlyAnswered = false } = {},
): Block[] {
  return listQuestions(text)
    .filter(({ id }) => !onlyAnswered || answers[id])
    .flatMap((question) => besideKey(question, answers[question.id]?.text, text, width));
}
