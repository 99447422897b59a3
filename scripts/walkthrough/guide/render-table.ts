import type { Table } from 'mdast';
import colors from 'picocolors';
import stringWidth from 'string-width';
import { formatTable } from '../../lib/table.ts';
import { type Address, renderInline } from './render-inline.ts';
import { wrapWords } from './wrap.ts';

const narrowestColumn = 4;

/** Takes the space of the widest columns until all fit: first of those that have more than their longest word needs. */
function columnWidths(rows: string[][], width: number): number[] {
  const [first = []] = rows;
  const widest = (split: RegExp) =>
    first.map((_, column) =>
      Math.max(...rows.flatMap((row) => (row[column] ?? '').split(split)).map((words) => stringWidth(words))),
    );
  const widths = widest(/\n/);
  const longestWords = widest(/\s/);
  // A line and two spaces for each column, and the last line.
  const room = width - 3 * widths.length - 1;
  while (sum(widths) > room) {
    const roomy = widths.map((own, column) => (own > (longestWords[column] ?? 0) ? own : 0));
    const from = Math.max(...roomy) > narrowestColumn ? roomy : widths;
    const column = from.indexOf(Math.max(...from));
    if ((from[column] ?? 0) <= narrowestColumn) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

export function renderTable({ children, align }: Table, width: number, address: Address): string[] {
  const rows = children.map((row) => row.children.map((cell) => renderInline(cell.children, address)));
  const widths = columnWidths(rows, width);
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell, column) => wrapWords(cell, widths[column] ?? width, { hard: true }).join('\n')),
  );
  const numbers = (align ?? []).flatMap((side, column) => (side === 'right' ? [column] : []));
  const hasHead = head.some((cell) => cell !== '');
  return formatTable(body, { ...(hasHead && { head: head.map((cell) => colors.bold(cell)) }), numbers }).split('\n');
}
