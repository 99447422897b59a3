import type { Code } from 'mdast';
import { readPage } from './pages.ts';

/** One way to write each file that the learner writes, by its path in the checkout: a fence with `file=PATH` on the page of solutions. */
export function readSolutions(): Map<string, string> {
  const codes = readPage('solutions.md').tree.children.filter((node): node is Code => node.type === 'code');
  return new Map(
    codes.flatMap(({ meta, value }) => {
      const file = /^file=(\S+)$/.exec(meta ?? '')?.[1];
      return file ? [[file, `${value}\n`] as const] : [];
    }),
  );
}
