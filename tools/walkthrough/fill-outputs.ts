import { LabError } from '../../scripts/lib/lab-error.ts';
import { parsePage } from '../../scripts/walkthrough/page.ts';
import { matchOutput } from './match-output.ts';
import type { Transcript } from './transcript.ts';

/**
 * Puts what a recorded walk printed into a page's blocks of output. Blocks that run on both targets
 * show the local output; those of the other target stay as they are.
 * @throws {LabError} `page_fails` for a block or a line that was not recorded
 */
export function fillOutputs(markdown: string, page: string, { target, blocks }: Transcript): string {
  const fail = (line: number, message: string) =>
    new LabError(
      'page_fails',
      `${page}:${line}: ${message}`,
      `Correct the page, or record the walk again: make walkthrough TARGET=${target} ARGS=--record`,
    );
  const lines = markdown.split('\n');
  const recorded = blocks.filter((block) => block.page === page);
  for (const part of parsePage(markdown).parts) {
    if (part.kind !== 'commands' || part.targets[0] !== target) continue;
    const { commands, output, line } = part;
    // The same commands may be on a page twice: blocks are found in their order.
    const index = recorded.findIndex((block) => block.commands === commands);
    const block = recorded[index];
    if (!block) throw fail(line, `this block was not recorded in its place:\n${commands}`);
    recorded.splice(0, index + 1);
    if (!output) continue;
    const { filled, missing } = matchOutput(output, block.output);
    if (missing)
      throw fail(output.firstLine + missing.index, `this was not printed, ${missing.numbers}:\n${missing.line}`);
    lines.splice(output.firstLine - 1, filled.length, ...filled);
  }
  return lines.join('\n');
}
