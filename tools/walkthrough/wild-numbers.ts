/** What a page puts where a line, or a part of one, may say anything. */
export const ellipsis = '…';

const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const sign = '[-+−]?';
/** Units of one kind become each other ("517 ms" may be "1.2 s" the next time), and no unit becomes another kind, or comes or goes. */
const timeUnit = '(?:µs|ms|s|min|h)(?!\\w)';
const otherUnits = ['%(?!\\w)', '(?:[KMGT]iB|[kMGT]B)(?!\\w)'];
const kinds = [
  `${sign}(?:${digits} ?min ${digits} ?s(?!\\w)|${digits} ?${timeUnit})`,
  ...otherUnits.map((unit) => `${sign}${digits} ?${unit}`),
  `${sign}(?!${digits} ?(?:${[timeUnit, ...otherUnits].join('|')}))${digits}`,
];
const instant = '\\d{4}-?\\d\\d-?\\d\\dT[\\d:.]+Z?';

/** What may differ, and the pattern of what may stand there instead. */
type Wild = [found: RegExp, patternFor: (text: string) => string];

/** Where a number is wider, so are the spaces and lines of the table around it; and it is never the same time. */
const around: Wild[] = [
  [/\s+/y, () => '\\s+'],
  [new RegExp(`(?<!\\w)${instant}`, 'y'), () => instant],
  [/─+/y, () => '─+'],
  [/-{2,}/y, () => '-{2,}'],
];

/** A number has its sign, its thousands and its unit with it; what begins with a letter is a name (p99, k6). */
const wildNumbers: Wild[] = kinds.map((kind) => [new RegExp(`(?<!\\w)${kind}`, 'y'), () => kind]);
/** A number that is nothing but itself, and not the end or the beginning of a longer one. */
const sameNumber: Wild = [/\d+(?:[.,]\d+)*/y, (text) => `(?<!\\d|\\d[.,])${escaped(text)}(?!\\d|[.,]\\d)`];

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Matches every line that is `text` with other numbers; with `exact`, with the same numbers in other places. */
export function withWildNumbers(text: string, { exact }: { exact: boolean }): string {
  const wild = [...around, ...(exact ? [sameNumber] : wildNumbers)];
  let pattern = '';
  let position = 0;
  while (position < text.length) {
    const [length, matches] = wildAt(wild, text, position) ?? [1, escaped(text.charAt(position))];
    pattern += matches;
    position += length;
  }
  return pattern;
}

function wildAt(wild: Wild[], text: string, position: number): [length: number, pattern: string] | undefined {
  for (const [found, patternFor] of wild) {
    found.lastIndex = position;
    const [match] = found.exec(text) ?? [];
    if (match) return [match.length, patternFor(match)];
  }
  return undefined;
}
