import type { Block } from './render.ts';
import { wrapLine } from './wrap.ts';

/** Longer lines are hard to read. */
const widestLine = 100;

export interface Screen {
  /** Columns that text may take. */
  width(): number;
  /** Folds what is too long. */
  say(...lines: string[]): void;
  /**
   * Shows blocks, and calls `more` whenever the next one would push something unread off the screen. Stops where `more` answers
   * with something else than "on", and resolves to that.
   */
  show<Move extends string>(blocks: Block[], more: () => Promise<Move>): Promise<Move | 'on'>;
  /** What is on the screen has been read: a new screen begins. */
  wasRead(): void;
}

/** A terminal says 0 when it does not know. */
function size(): { columns: number; rows: number } {
  return { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
}

/** A heading stays with what it is about. */
function inPieces(blocks: Block[]): string[][] {
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
  const width = () => Math.min(size().columns, widestLine);
  const say = (...lines: string[]) => {
    // Words longer than a line stay whole, so that a path can be copied.
    const folded = lines.flatMap((line) => line.split('\n')).flatMap((line) => wrapLine(line, width()));
    for (const line of folded) console.log(line.trimEnd());
    used += folded.length;
  };
  return {
    width,
    say,
    async show(blocks, more) {
      for (const piece of inPieces(blocks)) {
        // One row is for the prompt.
        const room = size().rows - 1;
        let left = piece;
        while (left.length > 0) {
          if (used > 1 && used + Math.min(left.length, room) > room) {
            const move = await more();
            if (move !== 'on') return move;
          }
          say(...left.slice(0, room));
          left = left.slice(room);
        }
      }
      return 'on';
    },
    wasRead() {
      used = 0;
      // Between a prompt and what comes next.
      say('');
    },
  };
}
