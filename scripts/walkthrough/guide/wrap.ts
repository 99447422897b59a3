import wrapAnsi from 'wrap-ansi';

/** Wraps text at spaces. With `hard`, words that are longer than a line are broken. */
export function wrapText(text: string, width: number, { hard = false } = {}): string[] {
  return wrapAnsi(text, width, { hard }).split('\n');
}

/** Wraps a line and keeps its indentation, so that a list or a query plan stays readable. */
export function wrapLine(line: string, width: number, options: { hard?: boolean } = {}): string[] {
  // In a very narrow terminal the text needs the room.
  const indent = (/^ */.exec(line)?.[0] ?? '').slice(0, width / 2);
  return wrapText(line.slice(indent.length), width - indent.length, options).map((wrapped) => `${indent}${wrapped}`);
}
