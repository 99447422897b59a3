/** A table in Markdown. The columns in `numbers` (from 0) are right-aligned; cells are escaped. */
export function markdownTable(head: string[], rows: string[][], numbers: number[] = []): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (numbers.includes(column) ? '---:' : '---')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
