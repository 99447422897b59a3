import type { Part } from '../../scripts/walkthrough/page.ts';

/** A block of commands, and the page it stands on. */
export interface Block extends Extract<Part, { kind: 'run' }> {
  page: string;
}

/** What it did. */
export interface RanBlock {
  block: Block;
  /** As a reader would see it. */
  output: string;
}

/** Whether a line of commands is a load test. */
export const isLoadTest = (line: string) => /^(\w+=\S+ )*make loadtest\b/.test(line);

/** The commands of a block in steps: a load test is one by itself, so that there can be a look before and after it. */
export function stepsOf({ commands }: Block): string[] {
  const steps: string[][] = [];
  for (const line of commands.split('\n')) {
    const last = steps.at(-1);
    if (last && ![line, last[0] ?? ''].some(isLoadTest)) last.push(line);
    else steps.push([line]);
  }
  return steps.map((lines) => lines.join('\n'));
}
