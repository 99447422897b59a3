import { ellipsis, withWildNumbers } from './wild-numbers.ts';

/** A line that a page shows, by its place among the shown ones, and the line of the output that it stands for. */
export interface MatchedLine {
  index: number;
  found: string;
}

export type OutputMatch =
  | { matched: MatchedLine[]; missing: undefined }
  /** `missing` is the first line that was not found after those that were. */
  | { matched: MatchedLine[]; missing: { index: number; line: string } };

export function outputLines(output: string): string[] {
  return output.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
}

/** Whether a shown line has one of the words that say whose numbers are exact. */
export function isExact(line: string, exact: readonly string[]): boolean {
  return exact.some((word) => line.toLowerCase().includes(word.toLowerCase()));
}

/** The pattern of a shown line; what stands between its "…" is captured, so that it can be shown with other numbers. */
function patternOf(line: string, exact: readonly string[]): RegExp {
  const pieces = line.trim().split(ellipsis);
  const patterns = pieces.map((piece) => `(${withWildNumbers(piece, { exact: isExact(line, exact) })})`);
  return new RegExp(`^\\s*${patterns.join('.*?')}\\s*$`);
}

/** Nothing has to be found for it: an empty line, or "…" alone. */
const standsForNothing = (line: string) => ['', ellipsis].includes(line.trim());

/**
 * Looks for the lines that a page shows: each of them, in their order, in what was printed. Numbers match any number of their kind,
 * but in a line with one of the words in `exact` only themselves; "…" in a line matches any text. What is printed between two of them
 * does not matter.
 */
export function matchOutput(shown: string[], output: string, exact: readonly string[] = []): OutputMatch {
  const printed = outputLines(output);
  const matched: MatchedLine[] = [];
  let position = 0;
  for (const [index, line] of shown.entries()) {
    if (standsForNothing(line)) continue;
    const pattern = patternOf(line, exact);
    const at = printed.findIndex((candidate, number) => number >= position && pattern.test(candidate));
    if (at < 0) return { matched, missing: { index, line } };
    matched.push({ index, found: printed[at] ?? '' });
    position = at + 1;
  }
  return { matched, missing: undefined };
}

/** In which respect a line was looked for, for who reads that it is missing. */
export function describeNumbers(line: string, exact: readonly string[]): string {
  return isExact(line, exact) ? 'with just these numbers' : 'with any numbers';
}

/** A shown line as it was printed this time: its numbers and spaces are new, its "…" stay. */
export function withNumbersOf(shown: string, found: string, exact: readonly string[] = []): string {
  const [, ...pieces] = patternOf(shown, exact).exec(found) ?? [];
  const indent = shown.trim().startsWith(ellipsis) ? '' : (/^\s*/.exec(found)?.[0] ?? '');
  return `${indent}${pieces.join(ellipsis)}`.trimEnd();
}
