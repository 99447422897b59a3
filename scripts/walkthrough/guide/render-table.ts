import type { Table } from 'mdast';
import colors from 'picocolors';
import stringWidth from 'string-width';
import { formatTable } from '../../lib/table.ts';
import { type DescribeLink, renderInline } from './render-inline.ts';
import { wrapText } from './wrap.ts';

const minColumnWidth = 4;

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Narrows the widest columns, first those that are wider than their longest word. */
function fitColumns(rows: string[][], width: number): number[] {
  const [firstRow = []] = rows;
  const widest = (separator: RegExp) =>
    firstRow.map((_, column) =>
      Math.max(...rows.flatMap((row) => (row[column] ?? '').split(separator)).map((text) => stringWidth(text))),
    );
  const widths = widest(/\n/);
  const longestWords = widest(/\s/);
  // A line and two spaces for each column, and the last line.
  const room = width - 3 * widths.length - 1;
  while (sum(widths) > room) {
    const spacious = widths.map((own, column) => (own > (longestWords[column] ?? 0) ? own : 0));
    const candidates = Math.max(...spacious) > minColumnWidth ? spacious : widths;
    const largest = Math.max(...candidates);
    if (largest <= minColumnWidth) break;
    widths[candidates.indexOf(largest)] = largest - 1;
  }
  return widths;
}

export function renderTable({ children, align }: Table, width: number, describeLink: DescribeLink): string[] {
  const rows = children.map((row) => row.children.map((cell) => renderInline(cell.children, describeLink)));
  const widths = fitColumns(rows, width);
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell, column) => wrapText(cell, widths[column] ?? width, { hard: true }).join('\n')),
  );
  const numbers = (align ?? []).flatMap((side, column) => (side === 'right' ? [column] : []));
  const hasHead = head.some((cell) => cell !== '');
  return formatTable(body, { ...(hasHead && { head: head.map((cell) => colors.bold(cell)) }), numbers }).split('\n');
}
