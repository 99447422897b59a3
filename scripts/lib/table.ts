import Table from 'cli-table3';

/** A table for the terminal. The columns in `numbers` (from 0) are right-aligned. */
export function formatTable(
  rows: string[][],
  { head, numbers = [] }: { head?: string[]; numbers?: number[] } = {},
): string {
  const columns = Math.max(head?.length ?? 0, ...rows.map((row) => row.length));
  const table = new Table({
    ...(head && { head }),
    colAligns: Array.from({ length: columns }, (_, column) => (numbers.includes(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows);
  return table.toString();
}
