import { html } from 'hono/html';
import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { formatCount, formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { numberAt } from '../figures/experiment-figures.ts';
import { formatBytes } from '../figures/format-figure.ts';
import { pagesPerSquare, table, tableHeight, tree, treeHeight } from './page-squares.ts';
import type { Palette } from './palette.ts';
import { type Diagram, diagramWidth, divider, lines, text } from './svg.ts';

const { posts } = defaultSeed;
/** The size that shows how both ways grow. */
const manyPosts = 1_000_000;

/** The feed's first page in the table of the story, with and without the index. */
function readNumbers(folder: string) {
  const ofTable = (size: number, field: string) => numberAt(folder, `keyset:tables.sizes[posts=${size}].${field}`);
  const ofFeed = (index: string, field: string) =>
    numberAt(folder, `keyset:rows[posts=${posts}, index=${index}, query=first page].${field}`);
  return {
    pageBytes: ofTable(posts, 'pageBytes'),
    tablePages: ofTable(posts, 'tablePages'),
    scan: { rowsRead: ofFeed('none', 'postsRead'), ms: ofFeed('none', 'executionMs') },
    index: {
      pages: ofTable(posts, 'indexPages'),
      levels: ofTable(posts, 'indexLevels'),
      rowsRead: ofFeed('idx_posts_created_at', 'postsRead'),
      ms: ofFeed('idx_posts_created_at', 'executionMs'),
    },
    growth: [
      `With ${formatCount(manyPosts)} posts: ${formatCount(ofTable(manyPosts, 'tablePages'))} pages above,`,
      `${ofTable(manyPosts, 'indexLevels')} levels and 20 rows below.`,
    ],
  };
}

type Numbers = ReturnType<typeof readNumbers>;

const tableTop = 70;
const indexTop = ({ tablePages }: Numbers) => tableTop + tableHeight(tablePages) + 100;
const treeBottom = (numbers: Numbers) => indexTop(numbers) + 26 + treeHeight(numbers.index);

function drawNumbers(numbers: Numbers, palette: Palette): Fragment {
  const { pageBytes, tablePages, scan, index, growth } = numbers;
  const heading = { color: palette.text, size: 15, bold: true };
  const sentence = { color: palette.text, size: 13 };
  const muted = { color: palette.muted };
  const top = indexTop(numbers);
  const below = treeBottom(numbers);
  const pages = pagesPerSquare(tablePages);
  const square = pages === 1 ? 'a square is a page' : `a square is ${pages} pages`;
  return html`${text([16, 30], 'Without the index: a sequential scan', heading)}${text([16, 52], `The table, ${square} of ${formatBytes(pageBytes)}:`, muted)}
${table(tableTop - 6, tablePages, palette)}
${lines([16, tableTop + tableHeight(tablePages) + 14], [`All ${formatCount(tablePages)} pages are read: ${formatCount(scan.rowsRead)} rows, to`, `keep the 20 newest. It takes ${formatMilliseconds(scan.ms)}.`], sentence)}
${divider(top - 36, palette)}${text([16, top - 8], 'With the index: down the tree', heading)}${text([16, top + 14], `${formatCount(index.pages)} pages, in ${index.levels} levels:`, muted)}
${tree(top + 26, index, palette)}
${lines([16, below], [`${formatCount(index.rowsRead)} rows of the table are read.`, `It takes ${formatMilliseconds(index.ms)}.`], sentence)}
${lines([16, below + 44], growth, muted)}`;
}

export function scanAndIndex(folder: string): Diagram {
  const numbers = readNumbers(folder);
  const { pageBytes, tablePages, scan, index, growth } = numbers;
  return {
    name: 'scan-and-index',
    title: 'A sequential scan against an index',
    width: diagramWidth,
    height: treeBottom(numbers) + 76,
    alternativeText: [
      `Two ways to the 20 newest of ${formatCount(posts)} posts. Without the index, a sequential scan: all ${formatCount(tablePages)} pages of the table are read, of ${formatBytes(pageBytes)} each; ${formatCount(scan.rowsRead)} rows are compared to keep the 20 newest, and it takes ${formatMilliseconds(scan.ms)}.`,
      `With the index, a tree of ${formatCount(index.pages)} pages in ${index.levels} levels: from the root down to the newest end, where 20 entries stand in order; ${formatCount(index.rowsRead)} rows of the table are read, and it takes ${formatMilliseconds(index.ms)}.`,
      ...growth,
    ].join(' '),
    draw: (palette) => drawNumbers(numbers, palette),
  };
}
