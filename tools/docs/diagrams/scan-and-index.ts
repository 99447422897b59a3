import { html } from 'hono/html';
import { formatCount, formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { formatBytes } from '../figures/units.ts';
import type { Diagram } from './diagram.ts';
import { pagesToASquare, table, tableHeight, tree, treeHeight } from './page-squares.ts';
import type { Palette } from './palette.ts';
import { type Numbers, readNumbers } from './scan-and-index-numbers.ts';
import { lines, rectangle, text } from './svg.ts';

const tableTop = 70;
const indexTop = (numbers: Numbers) => tableTop + tableHeight(numbers) + 100;
const belowTree = (numbers: Numbers) => indexTop(numbers) + 26 + treeHeight(numbers);

function drawWith(numbers: Numbers, palette: Palette): Fragment {
  const { small, scan, descent } = numbers;
  const pages = pagesToASquare(numbers);
  const heading = { color: palette.text, size: 15, bold: true };
  const muted = { color: palette.muted };
  const top = indexTop(numbers);
  const below = belowTree(numbers);
  const square = pages === 1 ? 'a square is a page' : `a square is ${pages} pages`;
  return html`${text([16, 30], 'Without the index: a sequential scan', heading)}${text([16, 52], `The table, ${square} of ${formatBytes(small.pageBytes)}:`, muted)}
${table(tableTop - 6, numbers, palette)}
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
