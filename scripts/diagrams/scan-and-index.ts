import { html } from 'hono/html';
import { z } from 'zod';
import { readExperiment } from '../figures/experiments.ts';
import { formatBytes } from '../figures/units.ts';
import { formatCount, formatMilliseconds } from '../lib/format.ts';
import type { Fragment } from '../report/fragment.ts';
import type { Diagram } from './diagram.ts';
import type { Palette } from './palette.ts';
import { arrow, lines, rectangle, text } from './svg.ts';

const runSchema = z.object({
  rows: z.array(
    z.object({
      posts: z.number(),
      index: z.string(),
      query: z.string(),
      executionMs: z.number(),
      pagesTouched: z.number(),
      postsRead: z.number(),
    }),
  ),
  tables: z.object({
    sizes: z.array(
      z.object({
        posts: z.number(),
        tablePages: z.number(),
        indexPages: z.number(),
        indexLevels: z.number(),
        pageBytes: z.number(),
      }),
    ),
  }),
});

/** Squares of one page each; more pages than fit have so many to a square. */
const squaresInARow = 33;
const squareStep = 10;
const mostSquares = squaresInARow * 6;
const leftEdge = 16;

/** What the picture shows: the feed's first page, in the smaller of the tables that were measured; the larger says how it grows. */
function readNumbers(folder: string) {
  const { rows, tables } = runSchema.parse(readExperiment(folder, 'keyset'));
  const [small, large] = tables.sizes.toSorted((one, other) => one.posts - other.posts);
  const feed = (index: string) =>
    rows.find((row) => row.posts === small?.posts && row.index === index && row.query === 'first page');
  const [scan, descent] = [feed('none'), feed('idx_posts_created_at')];
  if (!small || !scan || !descent) throw new Error('docs/runs/keyset.json: no first page without and with the index');
  const pagesToASquare = Math.ceil(small.tablePages / mostSquares);
  return { small, large, scan, descent, pagesToASquare };
}

type Numbers = ReturnType<typeof readNumbers>;

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

const tableSquares = ({ small, pagesToASquare }: Numbers) => Math.ceil(small.tablePages / pagesToASquare);
const tableTop = 70;
const tableHeight = (numbers: Numbers) => Math.ceil(tableSquares(numbers) / squaresInARow) * squareStep;
const indexTop = (numbers: Numbers) => tableTop + tableHeight(numbers) + 100;
const levelHeight = 38;
/** Below the last level: the rows that it leads to. */
const rowsHeight = 28;

const belowTree = (numbers: Numbers) => indexTop(numbers) + 26 + numbers.small.indexLevels * levelHeight + rowsHeight;

/** A square for each page on the way down, and in the last level all its pages beside. */
function tree(top: number, { small, descent }: Numbers, palette: Palette): Fragment {
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

function drawWith(numbers: Numbers, palette: Palette): Fragment {
  const { small, scan, descent, pagesToASquare } = numbers;
  const heading = { color: palette.text, size: 15, bold: true };
  const muted = { color: palette.muted };
  const top = indexTop(numbers);
  const below = belowTree(numbers);
  const square = pagesToASquare === 1 ? 'a square is a page' : `a square is ${pagesToASquare} pages`;
  return html`${text([16, 30], 'Without the index: a sequential scan', heading)}${text([16, 52], `The table, ${square} of ${formatBytes(small.pageBytes)}:`, muted)}
${squares(tableTop - 6, tableSquares(numbers), () => palette.orange)}
${lines([16, tableTop + tableHeight(numbers) + 14], [`All ${formatCount(small.tablePages)} pages are read: ${formatCount(scan.postsRead)} rows,`, `sorted, to keep 20. It takes ${formatMilliseconds(scan.executionMs)}.`], { color: palette.text, size: 13 })}
${rectangle({ x: 16, y: top - 36, width: 328, height: 1 }, palette.line)}${text([16, top - 8], 'With the index: down the tree', heading)}${text([16, top + 14], `${formatCount(small.indexPages)} pages, in ${small.indexLevels} levels:`, muted)}
${tree(top + 26, numbers, palette)}
${lines([16, below], [`${formatCount(descent.postsRead)} rows of the table are read.`, `It takes ${formatMilliseconds(descent.executionMs)}.`], { color: palette.text, size: 13 })}
${lines([16, below + 44], growth(numbers), muted)}`;
}

/** What becomes of both in the larger table, in short lines. */
function growth({ large }: Numbers): string[] {
  if (!large) return [];
  return [
    `With ${formatCount(large.posts)} posts: ${formatCount(large.tablePages)} pages above,`,
    `${large.indexLevels} levels and 20 rows below.`,
  ];
}

export function scanAndIndex(folder: string): Diagram {
  const numbers = readNumbers(folder);
  const { small, scan, descent } = numbers;
  return {
    name: 'scan-and-index',
    title: 'A sequential scan against an index',
    height: belowTree(numbers) + 76,
    words: [
      `Two ways to the 20 newest of ${formatCount(small.posts)} posts. Without the index, a sequential scan: all ${formatCount(small.tablePages)} pages of the table are read, of ${formatBytes(small.pageBytes)} each; ${formatCount(scan.postsRead)} rows are sorted to keep 20, and it takes ${formatMilliseconds(scan.executionMs)}.`,
      `With the index, a tree of ${formatCount(small.indexPages)} pages in ${small.indexLevels} levels: from the root down to the newest end, where 20 entries stand in order; ${formatCount(descent.postsRead)} rows of the table are read, and it takes ${formatMilliseconds(descent.executionMs)}.`,
      ...(growth(numbers).length > 0 ? [growth(numbers).join(' ')] : []),
    ].join(' '),
    draw: (palette) => drawWith(numbers, palette),
  };
}
