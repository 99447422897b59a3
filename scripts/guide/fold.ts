import wrapAnsi from 'wrap-ansi';

/**
 * Folds a line where it is too long. What goes on below is indented as the line was: the plan of a query and a list stay readable.
 * Words that are longer than a line are broken with `hard`, and stay whole without it.
 */
export function foldLine(line: string, width: number, { hard = false } = {}): string[] {
  // In a very narrow terminal the words need the room.
  const indent = (/^ */.exec(line)?.[0] ?? '').slice(0, width / 2);
  return foldWords(line.slice(indent.length), width - indent.length, { hard }).map((folded) => `${indent}${folded}`);
}

/** A long word such as an address begins on a line of its own before it is broken. */
export function foldWords(words: string, width: number, { hard = false } = {}): string[] {
  const folded = wrapAnsi(words, width);
  return (hard ? wrapAnsi(folded, width, { hard }) : folded).split('\n');
}
