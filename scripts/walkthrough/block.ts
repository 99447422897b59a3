import type { Part } from './page.ts';

/** A block of commands, and the page it stands on. */
export interface Block extends Extract<Part, { kind: 'run' }> {
  page: string;
}

/** What it did. */
export interface RanBlock {
  block: Block;
  /** As a reader would see it. */
  output: string;
  tookMs: number;
}

/** Whether it runs this verb. */
export function runsVerb({ commands }: Block, verb: string): boolean {
  return new RegExp(`\\bmake ${verb}(?![\\w-])`).test(commands);
}
