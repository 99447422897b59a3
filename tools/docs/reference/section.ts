import { markdownTable } from '../../../scripts/lib/markdown-table.ts';

/** A part of docs/reference.md. */
export interface Section {
  title: string;
  /** A sentence before the table; '' where none is needed. */
  words: string;
  table: string;
}

export const code = (text: string): string => (text ? `\`${text}\`` : '');

/** Words for a cell: "<" would begin a tag. */
export const plain = (text: string): string => text.replace(/</g, '&lt;');

export function section(title: string, words: string, head: string[], rows: string[][]): Section {
  return { title, words, table: markdownTable(head, rows) };
}
