import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import { downArrow, rectangle, text } from './svg.ts';

const squaresPerRow = 33;
const squareStep = 10;
const maxSquares = squaresPerRow * 6;
const leftEdge = 16;

/** How many pages a square stands for, so that the table fits. */
export const pagesPerSquare = (pages: number): number => Math.ceil(pages / maxSquares);
const squareCount = (pages: number): number => Math.ceil(pages / pagesPerSquare(pages));
export const tableHeight = (pages: number): number => Math.ceil(squareCount(pages) / squaresPerRow) * squareStep;

function squares(top: number, count: number, colorOf: (square: number) => string, height = 8): Fragment {
  return html`${Array.from({ length: count }, (_, square) =>
    rectangle(
      {
        x: leftEdge + (square % squaresPerRow) * squareStep,
        y: top + Math.floor(square / squaresPerRow) * squareStep,
        width: 8,
        height,
      },
      colorOf(square),
    ),
  )}`;
}

/** All pages of the table, which a sequential scan reads. */
export const table = (top: number, pages: number, palette: Palette): Fragment =>
  squares(top, squareCount(pages), () => palette.orange);

const levelHeight = 38;
const rowsHeight = 28;

interface Tree {
  pages: number;
  levels: number;
  /** How many rows of the table the descent leads to. */
  rowsRead: number;
}

export const treeHeight = ({ levels }: Tree): number => levels * levelHeight + rowsHeight;

/** One page of each level on the way down; of the last level, all pages side by side. */
export function tree(top: number, { pages, levels, rowsRead }: Tree, palette: Palette): Fragment {
  const innerLevels = levels - 1;
  // Without the inner pages, and the file's first page, which only points to the root.
  const leaves = Math.min(squaresPerRow, pages - innerLevels - 1);
  const leafTop = top + innerLevels * levelHeight;
  const muted = { color: palette.muted };
  const arrowBelow = (y: number) => downArrow(leftEdge + 4, y + 10, y + levelHeight - 2, palette.muted);
  const inner = Array.from({ length: innerLevels }, (_, level) => {
    const y = top + level * levelHeight;
    const label = level === 0 ? 'root: where do the newest begin?' : 'further down';
    return html`${squares(y, 1, () => palette.green)}${arrowBelow(y)}${text([leftEdge + 16, y + 9], label, muted)}`;
  });
  // Rows are flatter than pages.
  const rows = squares(leafTop + levelHeight, Math.min(squaresPerRow, rowsRead), () => palette.green, 3);
  return html`${inner}${squares(leafTop, leaves, (leaf) => (leaf === 0 ? palette.green : palette.line))}${arrowBelow(leafTop)}${text([leftEdge + 16, leafTop + 27], 'the newest end: 20 entries in order', muted)}${rows}`;
}
