import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import { type Diagram, diagramWidth, divider, downArrow, rectangle, text } from './svg.ts';

/** Users in the order in which they signed up: four rows to a page. An example, not measured. */
const pages = [
  ['tim', 'ada', 'ken', 'jean'],
  ['grace', 'alan', 'hedy', 'leslie'],
  ['linus', 'john', 'radia', 'edsger'],
];
const wanted = 'hedy';
const pageOf = (name: string) => pages.findIndex((page) => page.includes(name));
const sortedNames = pages.flat().sort();

const rowHeight = 18;
const columnWidth = 104;
const columnLeft = (column: number) => 16 + column * (columnWidth + 8);
const pageHeight = 4 * rowHeight + 32;

function page(top: number, index: number, isRead: boolean, palette: Palette): Fragment {
  const x = columnLeft(index);
  const rows = pages[index]?.map((name, row) => {
    const color = !isRead ? palette.muted : name === wanted ? palette.green : palette.text;
    const style = { color, size: 13, bold: isRead && name === wanted };
    return text([x + 12, top + 42 + row * rowHeight], name, style);
  });
  const line = isRead ? palette.orange : palette.line;
  return html`${rectangle({ x, y: top, width: columnWidth, height: pageHeight }, palette.card, line, 6)}${text([x + 12, top + 20], `page ${index + 1}`, { color: palette.muted })}${rows}`;
}

const table = (top: number, isRead: (index: number) => boolean, palette: Palette): Fragment =>
  html`${pages.map((_, index) => page(top, index, isRead(index), palette))}`;

/** Like the index of a book: names in order, each with its page. */
function bookIndex(top: number, palette: Palette): Fragment {
  const height = 4 * rowHeight + 14;
  const entries = sortedNames.map((name, index) => {
    const [column, row] = [Math.floor(index / 4), index % 4];
    const style = { color: name === wanted ? palette.green : palette.text, size: 13, bold: name === wanted };
    const [x, y] = [columnLeft(column) + 12, top + 21 + row * rowHeight];
    return html`${text([x, y], name, style)}${text([x + columnWidth - 24, y], String(pageOf(name) + 1), { ...style, anchor: 'end' })}`;
  });
  return html`${rectangle({ x: 16, y: top, width: 328, height }, palette.card, palette.green, 6)}${entries}`;
}

const tableTop = 66;
const dividerTop = tableTop + pageHeight + 42;
const indexTop = dividerTop + 64;
const foundTop = indexTop + 4 * rowHeight + 14 + 34;

function draw(palette: Palette): Fragment {
  const heading = { color: palette.text, size: 15, bold: true };
  const muted = { color: palette.muted };
  const sentence = { color: palette.text, size: 13 };
  const arrowX = columnLeft(pageOf(wanted)) + columnWidth / 2;
  return html`${text([16, 30], `Without an index: where is ${wanted}?`, heading)}${text([16, 52], 'The table, in the order of signing up:', muted)}
${table(tableTop, () => true, palette)}
${text([16, tableTop + pageHeight + 24], 'All pages are read: it could be anywhere.', sentence)}
${divider(dividerTop, palette)}${text([16, dividerTop + 28], `With an index: ${wanted} is on page ${pageOf(wanted) + 1}`, heading)}${text([16, dividerTop + 50], 'The index: names in order, each with its page:', muted)}
${bookIndex(indexTop, palette)}${downArrow(arrowX, foundTop - 32, foundTop - 4, palette.green)}
${table(foundTop, (index) => index === pageOf(wanted), palette)}
${text([16, foundTop + pageHeight + 24], 'One page is read.', sentence)}`;
}

/** The idea of an index. The feed's own is in scan-and-index.ts, after the learner has found it. */
export function tableAndIndex(): Diagram {
  return {
    name: 'table-and-index',
    title: 'Finding a row without an index, and with one',
    width: diagramWidth,
    height: foundTop + pageHeight + 40,
    alternativeText: `A table of ${sortedNames.length} users on ${pages.length} pages, in the order in which they signed up. Without an index, all ${pages.length} pages are read to find the user ${wanted}, whose row could be anywhere. An index on the names lists them in order, from ${sortedNames[0]} to ${sortedNames.at(-1)}, each with its page. It leads to page ${pageOf(wanted) + 1}, and only that page of the table is read.`,
    draw,
  };
}
