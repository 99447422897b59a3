import { LabError } from '../../scripts/lib/lab-error.ts';
import { parsePage } from '../../scripts/walkthrough/page.ts';
import { describeNumbers, matchOutput, withNumbersOf } from './match-output.ts';
import type { Transcript } from './transcript.ts';

/** A problem of a page that shows what a command prints. */
function pageFails(page: string, line: number, message: string, target: string): LabError {
  return new LabError(
    'page_fails',
    `${page}:${line}: ${message}`,
    `Correct the page, or record the walk again: make walkthrough TARGET=${target} ARGS=--record`,
  );
}

/**
 * The page with what a recorded walk printed: every shown line takes the numbers of the line that it stands for, and exact ones have to
 * be there. Blocks that run on both targets show what was printed on this machine; those of the other target are left as they are.
 * @throws {LabError} `page_fails` when a block was not recorded, or shows a line that was not printed
 */
export function fillOutputs(markdown: string, page: string, transcript: Transcript): string {
  const lines = markdown.split('\n');
  const { parts, tree } = parsePage(markdown);
  const recorded = transcript.blocks.filter((block) => block.page === page);
  for (const part of parts) {
    if (part.kind !== 'run' || part.targets[0] !== transcript.target) continue;
    const fail = (line: number, message: string) => pageFails(page, line, message, transcript.target);
    // The same commands may come twice on a page, with the walk between them.
    const at = recorded.findIndex(({ commands }) => commands === part.commands);
    const block = recorded[at];
    if (!block) throw fail(part.line, `this block was not recorded in its place:\n${part.commands}`);
    recorded.splice(0, at + 1);
    if (part.expected.length === 0) continue;
    const fence = tree.children.find(({ position }) => (position?.start.line ?? 0) > part.line);
    // Lines count from 1, so that the fence's own number is the place of the line after it.
    const first = fence?.position?.start.line ?? 0;
    const { matched, missing } = matchOutput(part.expected, block.output, part.exact);
    if (missing) {
      const numbers = describeNumbers(missing.line, part.exact);
      throw fail(first + 1 + missing.index, `this was not printed, ${numbers}:\n${missing.line}`);
    }
    for (const { index, found } of matched)
      lines[first + index] = withNumbersOf(lines[first + index] ?? '', found, part.exact);
  }
  return lines.join('\n');
}
