import { formatSeconds } from '../../lib/format.ts';
import { formatTable } from '../../lib/table.ts';
import type { Lesson } from './lesson.ts';
import type { BlockNote, Notes } from './notebook.ts';
import { pauseMs } from './prompt.ts';
import type { RenderedBlock } from './render.ts';

/** How long each page took, for people who plan a lesson, and what was skipped. */
export function renderSummary({ pages, withOwnPorts }: Lesson, notes: Notes): RenderedBlock[] {
  const spentMs = pages.map(({ file }) => notes.pages[file]?.spentMs ?? 0);
  const totalMs = spentMs.reduce((sum, pageMs) => sum + pageMs, 0);
  const rows = pages.map(({ number, title }, index) => [`${number}. ${title}`, formatSeconds(spentMs[index] ?? 0)]);
  const table = formatTable([...rows, ['total', formatSeconds(totalMs)]], { head: ['page', 'time'], numbers: [1] });
  const block = (...lines: string[]) => ({ lines, isHeading: false });
  const listBlocks = (title: string, wanted: BlockNote['how']): RenderedBlock[] => {
    const lines = notes.blocks.flatMap(({ how, page, commands }) => {
      const shown = pages.find(({ file }) => file === page);
      return how === wanted && shown
        ? [`  page ${shown.number}: ${withOwnPorts(commands).replaceAll('\n', '; ')}`]
        : [];
    });
    return lines.length === 0 ? [] : [block(title, ...lines)];
  };
  return [
    block(`Your time, without pauses of more than ${pauseMs / 60_000} minutes:`, ...table.split('\n')),
    ...listBlocks('Skipped on purpose:', 'skipped'),
    ...listBlocks('Failed, then skipped:', 'failed'),
  ];
}
