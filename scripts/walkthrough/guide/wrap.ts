import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/**
 * Folds a line where it is too long. What goes on below is indented as the line was: the plan of a query and a list stay readable.
 * Words that are longer than a line are broken with `hard`, and stay whole without it.
 */
export function wrapLine(line: string, width: number, { hard = false } = {}): string[] {
  // In a very narrow terminal the words need the room.
  const indent = (/^ */.exec(line)?.[0] ?? '').slice(0, width / 2);
  return wrapWords(line.slice(indent.length), width - indent.length, { hard }).map((folded) => `${indent}${folded}`);
}

/** A long word such as an address begins on a line of its own before it is broken, and what follows goes on behind its end. */
export function wrapWords(words: string, width: number, options: { hard?: boolean } = {}): string[] {
  return words.split('\n').flatMap((line) => foldParagraph(line, width, options));
}

function foldParagraph(words: string, width: number, { hard = false }: { hard?: boolean }): string[] {
  const lines = wrapAnsi(words, width).split('\n');
  const long = hard ? lines.findIndex((line) => stringWidth(line) > width) : -1;
  if (long < 0) return lines;
  const broken = wrapAnsi(lines[long] ?? '', width, { hard }).split('\n');
  const end = broken.length > 1 ? [broken.pop()] : [];
  const rest = [...end, ...lines.slice(long + 1)].join(' ');
  return [...lines.slice(0, long), ...broken, ...(rest ? foldParagraph(rest, width, { hard }) : [])];
}
