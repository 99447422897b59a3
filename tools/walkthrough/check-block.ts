import { LabError } from '../../scripts/lib/lab-error.ts';
import type { Block } from './block.ts';
import { describeNumbers, matchOutput, outputLines } from './match-output.ts';
import type { Ran } from './shell.ts';

const shownOfFailure = 40;

const indented = (text: string) => text.replace(/^/gm, '    ');

/**
 * Compares what a block did with what its page says.
 * @throws {LabError} `page_fails`, with all that a person needs to find out who is wrong
 */
export function checkBlock(block: Block, { code, output }: Ran): void {
  const { page, line, commands, expected, exact } = block;
  const { missing } = matchOutput(expected, output, exact);
  if (code === 0 && !missing) return;
  const problem = missing && code === 0 ? sayMissing(missing.line, block, missing.index) : sayCode(code);
  const last = outputLines(output.trimEnd()).slice(-shownOfFailure).join('\n');
  throw new LabError(
    'page_fails',
    [
      `${page}:${line}: ${problem}`,
      `The commands:\n${indented(commands)}`,
      `The last lines of what they printed:\n${indented(last)}`,
    ].join('\n'),
    'Correct the page, or what it shows.',
  );
}

function sayCode(code: number | null): string {
  return code === null ? 'the commands did not end in time.' : `a command ended with ${code}; expected 0.`;
}

function sayMissing(line: string, { expected, exact }: Block, index: number): string {
  const found = expected.slice(0, index).filter((shown) => !['', '…'].includes(shown.trim()));
  const after = found.length > 0 ? `, after\n${indented(found.join('\n'))}` : '';
  return `expected this line, ${describeNumbers(line, exact)}\n${indented(line)}\nin what is printed${after}`;
}
