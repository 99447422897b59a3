import colors from 'picocolors';
import stringWidth from 'string-width';
import { formatTable } from '../../lib/table.ts';
import { answerKeyFile, readAnswerKey } from '../pages.ts';
import type { Lesson } from './lesson.ts';
import type { Notes } from './notebook.ts';
import { type RenderedBlock, renderLines } from './render.ts';
import { wrapLine } from './wrap.ts';

/** In a narrower terminal, two columns would be hard to read. */
const minSideBySideWidth = 72;

const yourTitle = 'your answer';
const keyTitle = 'the answer key';

/** The questions, each with the learner's answer next to the answer key. */
export function renderAnswers(
  lesson: Lesson,
  answers: Notes['answers'],
  width: number,
  { onlyAnswered = false } = {},
): RenderedBlock[] {
  const { folder, pages, withOwnPorts, linksFrom } = lesson;
  const answerKey = readAnswerKey(folder);
  const questions = pages.flatMap(({ file, parts }) =>
    parts.filter((part) => part.kind === 'question').map((question) => ({ ...question, file })),
  );
  return questions
    .filter(({ id }) => !onlyAnswered || answers[id])
    .flatMap(({ id, markdown, file }) => {
      const question = { lines: renderLines(withOwnPorts(markdown), width, linksFrom(file)), isHeading: true };
      const key = withOwnPorts(answerKey.get(id) ?? '(none)');
      const renderKey = (columns: number) => renderLines(key, columns, linksFrom(answerKeyFile));
      return [question, ...renderComparison(answers[id]?.text ?? '(none)', renderKey, width)];
    });
}

function renderComparison(answer: string, renderKey: (columns: number) => string[], width: number): RenderedBlock[] {
  const written = answer.split('\n');
  const renderAnswer = (columns: number) => written.flatMap((line) => wrapLine(line, columns, { hard: true }));
  if (width < minSideBySideWidth)
    return [renderBelow(yourTitle, renderAnswer(width - 2)), renderBelow(keyTitle, renderKey(width - 2))];
  // Without three vertical lines, and a space on both sides of each column.
  const room = width - 7;
  // A short answer leaves more space for the key: most keys then fit on a screen.
  const needed = written.reduce((widest, line) => Math.max(widest, stringWidth(line)), stringWidth(yourTitle));
  const columns = Math.min(needed, Math.floor(room / 2));
  const cells = [renderAnswer(columns), renderKey(room - columns)].map((lines) => lines.join('\n'));
  const table = formatTable([cells], { head: [yourTitle, keyTitle].map(colors.bold) });
  return [{ lines: table.split('\n'), isHeading: false }];
}

function renderBelow(title: string, lines: string[]): RenderedBlock {
  return { lines: [colors.bold(`${title}:`), ...lines.map((line) => `  ${line}`)], isHeading: false };
}
