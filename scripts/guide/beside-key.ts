import colors from 'picocolors';
import { formatTable } from '../lib/table.ts';
import { foldLine } from './fold.ts';
import type { Notes } from './notebook.ts';
import { type Block, renderLines } from './render.ts';
import type { Text } from './text.ts';

/** Two columns of fewer characters than that would be hard to read. */
const narrowestSideBySide = 72;

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
  const sides = (columns: number) =>
    [
      {
        title: 'your answer',
        lines: (answer ?? '(none)').split('\n').flatMap((line) => foldLine(line, columns, { hard: true })),
      },
      { title: 'the answer key', lines: key ? renderLines(key, columns, address) : ['(none)'] },
    ] as const;
  if (width < narrowestSideBySide)
    return [
      question,
      ...sides(width - 2).map(({ title, lines }) => ({
        lines: [colors.bold(`${title}:`), ...lines.map((line) => `  ${line}`)],
        isHeading: false,
      })),
    ];
  // Three lines, and a space on both sides of each column.
  const [yours, ours] = sides(Math.floor((width - 7) / 2));
  const head = [colors.bold(yours.title), colors.bold(ours.title)];
  const table = formatTable([[yours.lines.join('\n'), ours.lines.join('\n')]], { head });
  return [question, { lines: table.split('\n'), isHeading: false }];
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
