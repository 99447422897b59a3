import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import type { Numbers } from './scan-and-index-numbers.ts';
import { arrow, rectangle, text } from './svg.ts';

/** Squares of one page each; more pages than fit have so many to a square. */
const squaresInARow = 33;
const squareStep = 10;
const mostSquares = squaresInARow * 6;
const leftEdge = 16;

export const pagesToASquare = ({ small }: Numbers): number => Math.ceil(small.tablePages / mostSquares);
const tableSquares = (numbers: Numbers): number => Math.ceil(numbers.small.tablePages / pagesToASquare(numbers));
export const tableHeight = (numbers: Numbers): number => Math.ceil(tableSquares(numbers) / squaresInARow) * squareStep;

function squares(top: number, count: number, colorOf: (square: number) => string): Fragment {
  return html`${Array.from({ length: count }, (_, square) =>
    rectangle(
      {
        x: leftEdge + (square % squaresInARow) * squareStep,
        y: top + Math.floor(square / squaresInARow) * squareStep,
        width: 8,
        height: 8,
      },
      colorOf(square),
    ),
  )}`;
}

/** Rows of the table: narrower than pages. */
function rows(top: number, count: number, palette: Palette): Fragment {
  return html`${Array.from({ length: Math.min(count, squaresInARow) }, (_, row) =>
    rectangle({ x: leftEdge + row * squareStep, y: top, width: 8, height: 3 }, palette.green),
  )}`;
}

/** All pages of the table, as a scan reads them. */
export const table = (top: number, numbers: Numbers, palette: Palette): Fragment =>
  squares(top, tableSquares(numbers), () => palette.orange);

const levelHeight = 38;
/** Below the last level: the rows that it leads to. */
const rowsHeight = 28;

export const treeHeight = ({ small }: Numbers): number => small.indexLevels * levelHeight + rowsHeight;

/** A square for each page on the way down, and in the last level all its pages beside. */
export function tree(top: number, { small, descent }: Numbers, palette: Palette): Fragment {
  const inner = small.indexLevels - 1;
  // Without the pages above, and the first one of the file, which only says where the root is.
  const leaves = Math.min(squaresInARow, small.indexPages - inner - 1);
  const levels = Array.from({ length: small.indexLevels }, (_, level) => top + level * levelHeight);
  const leafTop = levels.at(-1) ?? top;
  const down = (y: number) =>
    arrow(
      [
        [leftEdge + 4, y + 10],
        [leftEdge + 4, y + levelHeight - 2],
      ],
      palette.muted,
    );
  const beside = { color: palette.muted };
  return html`${levels
    .slice(0, -1)
    .map(
      (y, level) =>
        html`${squares(y, 1, () => palette.green)}${down(y)}${text([leftEdge + 16, y + 9], level === 0 ? 'root: where do the newest begin?' : 'further down', beside)}`,
    )}${squares(leafTop, leaves, (leaf) => (leaf === 0 ? palette.green : palette.line))}${down(leafTop)}${text([leftEdge + 16, leafTop + 27], 'the newest end: 20 entries in order', beside)}${rows(leafTop + levelHeight, descent.postsRead, palette)}`;
}
