/** What a page puts where a line, or a part of one, may say anything. */
export const ellipsis = '…';

const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const unit = '(?:µs|ms|s|min|h|%|[KMGT]iB|[kMGT]B)(?!\\w)';
const number = `[-+−]?${digits}(?: ?min ${digits} ?s(?!\\w)| ?${unit})?`;
const time = '\\d{4}-?\\d\\d-?\\d\\dT[\\d:.]+Z?';

/**
 * What differs from run to run. A number has its sign, its thousands and its unit with it ("517 ms" may become "1.2 s"); what begins with
 * a letter is a name (p99, k6). Where a number is wider, so are the spaces and lines of the table around it.
 */
const wild: [found: RegExp, matches: string][] = [
  [/\s+/y, '\\s+'],
  [new RegExp(`(?<!\\w)${time}`, 'y'), time],
  [/─+/y, '─+'],
  [/-{2,}/y, '-{2,}'],
  [new RegExp(`(?<!\\w)${number}`, 'y'), number],
];

/** Matches every line that is `text` with other numbers. */
export function withWildNumbers(text: string): string {
  let pattern = '';
  let position = 0;
  while (position < text.length) {
    const [length, matches] = wildAt(text, position) ?? [
      1,
      text.charAt(position).replace(/[\\^$.*+?()[\]{}|]/, '\\$&'),
    ];
    pattern += matches;
    position += length;
  }
  return pattern;
}

function wildAt(text: string, position: number): [length: number, matches: string] | undefined {
  for (const [found, matches] of wild) {
    found.lastIndex = position;
    const length = found.exec(text)?.[0].length;
    if (length) return [length, matches];
  }
  return undefined;
}
