import { formatSeconds } from '../../lib/format.ts';
import { formatTable } from '../../lib/table.ts';
import type { BlockNote, Notes } from './notebook.ts';
import type { Block } from './render.ts';
import { titleOf } from './steps.ts';
import type { Text } from './text.ts';

/** How long each page took, for somebody who plans a lesson, and what was left out. */
export function summaryBlocks({ pages, here }: Text, notes: Notes): Block[] {
  const numberOf = (file: string) => pages.findIndex((page) => page.file === file) + 1;
  const spentMs = (file: string) => notes.pages[file]?.spentMs ?? 0;
  const rows = pages.map((page) => [`${numberOf(page.file)}. ${titleOf(page)}`, formatSeconds(spentMs(page.file))]);
  const sumMs = pages.reduce((sum, { file }) => sum + spentMs(file), 0);
  const table = formatTable([...rows, ['in all', formatSeconds(sumMs)]], { head: ['page', 'time'], numbers: [1] });
  const block = (...lines: string[]): Block => ({ lines, isHeading: false });
  const listBlocks = (title: string, wanted: BlockNote['how']): Block[] => {
    const found = notes.blocks.filter(({ how, page }) => how === wanted && numberOf(page) > 0);
    const lines = found.map(
      ({ page, commands }) => `  page ${numberOf(page)}: ${here(commands).replaceAll('\n', '; ')}`,
    );
    return lines.length === 0 ? [] : [block(title, ...lines)];
  };
  return [
    block('Your time, without pauses of more than 15 minutes:', ...table.split('\n')),
    ...listBlocks('Skipped on purpose:', 'skipped'),
    ...listBlocks('Failed, and left at that:', 'failed'),
  ];
}
