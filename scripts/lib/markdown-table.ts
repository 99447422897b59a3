/** A table in Markdown. The columns named in `numbers` (from 0) are set to the right; what could end a cell is escaped. */
export function markdownTable(head: string[], rows: string[][], numbers: number[] = []): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (numbers.includes(column) ? '---:' : '---')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
