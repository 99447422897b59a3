import { markdownTable } from '../markdown-table.ts';

/** A part of docs/reference.md. */
export interface Section {
  title: string;
  markdown: string;
}

export const code = (text: string): string => (text ? `\`${text}\`` : '');

/** Text for a cell: "<" would begin a tag. */
export const plain = (text: string): string => text.replace(/</g, '&lt;');

/** A heading, a sentence about the table unless `intro` is empty, and the table. */
export function section(title: string, intro: string, head: string[], rows: string[][]): Section {
  return { title, markdown: [`## ${title}`, intro, markdownTable(head, rows)].filter(Boolean).join('\n\n') };
}
