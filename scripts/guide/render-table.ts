import type { Table } from 'mdast';
import colors from 'picocolors';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { formatTable } from '../lib/table.ts';
import { type Address, renderInline } from './render-inline.ts';

/** Takes the space of the widest columns until all fit; no column becomes narrower than this. */
const narrowestColumn = 6;

function columnWidths(rows: string[][], width: number): number[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  // A line and two spaces for each column, and the last line.
  const room = width - 3 * columns - 1;
  while (widths.reduce((sum, one) => sum + one, 0) > room && Math.max(...widths) > narrowestColumn) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

export function renderTable({ children, align }: Table, width: number, address: Address): string[] {
  const rows = children.map((row) => row.children.map((cell) => renderInline(cell.children, address)));
  const widths = columnWidths(rows, width);
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell, column) => wrapAnsi(cell, widths[column] ?? width, { hard: true })),
  );
  const numbers = (align ?? []).flatMap((side, column) => (side === 'right' ? [column] : []));
  const hasHead = head.some((cell) => cell !== '');
  return formatTable(body, { ...(hasHead && { head: head.map((cell) => colors.bold(cell)) }), numbers }).split('\n');
}
