import type { ExpectedOutput } from '../../scripts/walkthrough/page-nodes.ts';
import { ellipsis, withWildNumbers } from './wild-numbers.ts';

export interface OutputMatch {
  /** The shown lines with the numbers and spaces that were printed this time; their "…" stay. */
  filled: string[];
  /** The first shown line that was not printed after those before it, and how it was looked for. */
  missing: { index: number; line: string; numbers: string } | undefined;
}

export function splitLines(output: string): string[] {
  return output.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
}

export const matchesAnything = (line: string) => ['', ellipsis].includes(line.trim());

/** Whether numbers in a shown line are the same on every machine. */
export function isExact(line: string, exact: readonly string[]): boolean {
  return exact.some((word) => line.toLowerCase().includes(word.toLowerCase()));
}

/** The pattern of a shown line, with a group for each piece between its "…". */
function patternOf(line: string, exact: boolean): RegExp {
  const pieces = line.trim().split(ellipsis);
  return new RegExp(`^\\s*${pieces.map((piece) => `(${withWildNumbers(piece, { exact })})`).join('.*?')}\\s*$`);
}

function fillLine(shown: string, printed: string, [, ...pieces]: RegExpExecArray): string {
  const indent = shown.trim().startsWith(ellipsis) ? '' : (/^\s*/.exec(printed)?.[0] ?? '');
  return `${indent}${pieces.join(ellipsis)}`.trimEnd();
}

/**
 * Finds each shown line in the output, in order; other lines may be between them. Numbers match any
 * number of their kind, and only themselves in exact lines; "…" in a line matches any text.
 */
export function matchOutput({ lines, exact }: Omit<ExpectedOutput, 'firstLine'>, output: string): OutputMatch {
  const printed = splitLines(output);
  const filled = [...lines];
  let position = 0;
  for (const [index, line] of lines.entries()) {
    if (matchesAnything(line)) continue;
    const pattern = patternOf(line, isExact(line, exact));
    const found = printed.findIndex((candidate, at) => at >= position && pattern.test(candidate));
    const printedLine = printed[found] ?? '';
    const match = found < 0 ? null : pattern.exec(printedLine);
    if (!match) {
      const numbers = isExact(line, exact) ? 'with exactly these numbers' : 'with any numbers';
      return { filled, missing: { index, line, numbers } };
    }
    filled[index] = fillLine(line, printedLine, match);
    position = found + 1;
  }
  return { filled, missing: undefined };
}
