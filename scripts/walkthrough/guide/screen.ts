import type { RenderedBlock } from './render.ts';
import { wrapLine } from './wrap.ts';

/** Longer lines are hard to read. */
const maxLineWidth = 100;

export interface Screen {
  /** Columns that text may take. */
  width(): number;
  /** Prints lines, and wraps those that are too long. */
  print(...lines: string[]): void;
  /**
   * Prints blocks, and calls `more` when the next one would scroll something unread off the screen.
   * Stops where that resolves to anything but "on", and resolves to it.
   */
  show<Move extends string>(blocks: RenderedBlock[], more: () => Promise<Move>): Promise<Move | 'on'>;
  /** Everything on the screen has been read, so that more can scroll it away. */
  markAsRead(): void;
}

/** A terminal that does not know its size reports 0. */
function size(): { columns: number; rows: number } {
  return { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
}

/** Keeps a heading together with the block after it. */
function joinHeadings(blocks: RenderedBlock[]): string[][] {
  const pieces: string[][] = [];
  let heading: string[] = [];
  for (const { lines, isHeading } of blocks) {
    const piece = [...heading, ...lines, ''];
    heading = isHeading ? piece : [];
    if (!isHeading) pieces.push(piece);
  }
  return heading.length > 0 ? [...pieces, heading] : pieces;
}

export function createScreen(): Screen {
  let used = 0;
  const width = () => Math.min(size().columns, maxLineWidth);
  const print = (...lines: string[]) => {
    // Words longer than a line stay whole, so that a path can be copied.
    const wrapped = lines.flatMap((line) => line.split('\n')).flatMap((line) => wrapLine(line, width()));
    for (const line of wrapped) console.log(line.trimEnd());
    used += wrapped.length;
  };
  return {
    width,
    print,
    async show(blocks, more) {
      for (const piece of joinHeadings(blocks)) {
        // One row is for the prompt.
        const room = size().rows - 1;
        for (let left = piece; left.length > 0; left = left.slice(room)) {
          if (used > 1 && used + Math.min(left.length, room) > room) {
            const move = await more();
            if (move !== 'on') return move;
          }
          print(...left.slice(0, room));
        }
      }
      return 'on';
    },
    markAsRead() {
      used = 0;
      // Between a prompt and what comes next.
      print('');
    },
  };
}
