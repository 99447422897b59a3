import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** In a narrower column, text is harder to read than if the terminal wraps the lines. */
const narrowestColumn = 16;
/** A border and a space on both sides of each column, and the last border. */
const borderWidth = (columns: number) => 3 * columns + 1;

/** Wraps the last column, so that the table is not wider than `width`. */
function wrapLastColumn(rows: string[][], columns: number, width: number): string[][] {
  const last = columns - 1;
  const widthOf = (column: number) => Math.max(...rows.map((row) => stringWidth(row[column] ?? '')));
  const others = Array.from({ length: last }, (_, column) => widthOf(column)).reduce((sum, next) => sum + next, 0);
  const room = Math.max(width - others - borderWidth(columns), narrowestColumn);
  return rows.map((row) => row.map((cell, column) => (column === last ? wrapAnsi(cell, room, { hard: true }) : cell)));
}

/**
 * A table for the terminal. The columns in `numbers` (from 0) are right-aligned. With `width`, in
 * terminal columns, the text in the last column is wrapped.
 */
export function formatTable(
  rows: string[][],
  { head, numbers = [], width }: { head?: string[]; numbers?: number[]; width?: number | undefined } = {},
): string {
  const columns = Math.max(head?.length ?? 0, ...rows.map((row) => row.length));
  const table = new Table({
    ...(head && { head }),
    colAligns: Array.from({ length: columns }, (_, column) => (numbers.includes(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  const all = head ? [head, ...rows] : rows;
  table.push(...(width ? wrapLastColumn(all, columns, width).slice(head ? 1 : 0) : rows));
  return table.toString();
}
