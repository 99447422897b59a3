import { formatTable } from '../lib/table.ts';
import type { ResultRow } from './experiment.ts';
import type { KeptRun } from './kept-run.ts';

function formatCell(value: ResultRow[string] | undefined): string {
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 4 });
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value ?? '';
}

function formatRows(rows: ResultRow[]): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numbers = head.flatMap((name, column) => (rows.some((row) => typeof row[name] === 'number') ? [column] : []));
  return formatTable(
    rows.map((row) => head.map((name) => formatCell(row[name]))),
    { head, numbers },
  );
}

/** A run for the terminal, with all its tables and texts. */
export function formatRun({ rows, tables, texts }: KeptRun): string {
  const parts = [
    formatRows(rows),
    ...Object.entries(tables).map(([name, table]) => `${name}\n${formatRows(table)}`),
    ...Object.entries(texts).map(([name, lines]) => `${name}\n${lines.map((line) => `  ${line}`).join('\n')}`),
  ];
  return parts.join('\n\n');
}
