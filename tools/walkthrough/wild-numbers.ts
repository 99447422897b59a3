/** Stands in a page for any text within a line, or for any lines. */
export const ellipsis = '…';

const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const sign = '[-+−]?';
/** "517 ms" may be "1.2 s" the next time, but never "517 %" or "517". */
const timeUnit = '(?:µs|ms|s|min|h)(?!\\w)';
const otherUnits = ['%(?!\\w)', '(?:[KMGT]iB|[kMGT]B)(?!\\w)'];
const quantities = [
  `${sign}(?:${digits} ?min ${digits} ?s(?!\\w)|${digits} ?${timeUnit})`,
  ...otherUnits.map((unit) => `${sign}${digits} ?${unit}`),
];
const count = `${sign}(?!${digits} ?(?:${[timeUnit, ...otherUnits].join('|')}))${digits}`;
const timestamp = '\\d{4}-?\\d\\d-?\\d\\dT[\\d:.]+Z?';

/** A pattern of text that may differ, and the pattern that replaces it. */
type Wildcard = [found: RegExp, patternFor: (text: string) => string];

/** The width of a table changes with its numbers. */
const surroundings: Wildcard[] = [
  [/\s+/y, () => '\\s+'],
  [new RegExp(`(?<!\\w)${timestamp}`, 'y'), () => timestamp],
  [/─+/y, () => '─+'],
  [/-{2,}/y, () => '-{2,}'],
];

/** A word that begins with a letter is a name, such as p99 or k6, not a number. */
const anyNumber = (kind: string): Wildcard => [new RegExp(`(?<!\\w)${kind}`, 'y'), () => kind];
/** "0 sessions" may be "1 session" the next time. */
const countOf: Wildcard = [
  new RegExp(`(?<!\\w)${count}(?: new)? [a-z]+`, 'y'),
  (text) => text.replace(new RegExp(`^${count}`), () => count).replace(/s?$/, 's?'),
];
const anyNumbers: Wildcard[] = [...quantities.map(anyNumber), countOf, anyNumber(count)];
/** The same number, and not a part of a longer one. */
const sameNumber: Wildcard = [/\d+(?:[.,]\d+)*/y, (text) => `(?<!\\d|\\d[.,])${escapeRegExp(text)}(?!\\d|[.,]\\d)`];

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A pattern for `text` with other numbers; with `exact`, only spacing and times may differ. */
export function withWildNumbers(text: string, { exact }: { exact: boolean }): string {
  const wildcards = [...surroundings, ...(exact ? [sameNumber] : anyNumbers)];
  let pattern = '';
  let position = 0;
  while (position < text.length) {
    const [length, replacement] = wildcardAt(wildcards, text, position) ?? [1, escapeRegExp(text.charAt(position))];
    pattern += replacement;
    position += length;
  }
  return pattern;
}

function wildcardAt(wildcards: Wildcard[], text: string, position: number): [number, string] | undefined {
  for (const [found, patternFor] of wildcards) {
    found.lastIndex = position;
    const [match] = found.exec(text) ?? [];
    if (match) return [match.length, patternFor(match)];
  }
  return undefined;
}
