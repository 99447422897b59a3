import type { Code } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { readPage } from './pages.ts';

interface Solution {
  /** Where the learner writes it, by its path in the checkout. */
  file: string;
  /** The heading it stands under. */
  heading: string;
  code: string;
}

/** A fence with `file=PATH` on the page of solutions is one. */
function listSolutions(folder?: string): Solution[] {
  const solutions: Solution[] = [];
  let heading = '';
  for (const node of readPage('solutions.md', folder).tree.children) {
    if (node.type === 'heading') heading = plainText(node);
    const file = node.type === 'code' ? fileOf(node) : undefined;
    if (file && node.type === 'code') solutions.push({ file, heading, code: `${node.value}\n` });
  }
  return solutions;
}

function fileOf({ meta }: Code): string | undefined {
  return /^file=(\S+)$/.exec(meta ?? '')?.[1];
}

/** One way to write each file that the learner writes. */
export function readSolutions(folder?: string): Map<string, string> {
  return new Map(listSolutions(folder).map(({ file, code }) => [file, code]));
}

/** Under which heading of the page of solutions each of those files stands. */
export function solutionHeadings(folder?: string): Map<string, string> {
  return new Map(listSolutions(folder).map(({ file, heading }) => [file, heading]));
}
