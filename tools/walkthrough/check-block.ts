import { LabError } from '../../scripts/lib/lab-error.ts';
import type { CommandBlock, ExpectedOutput } from '../../scripts/walkthrough/page.ts';
import type { ShellResult } from '../../scripts/walkthrough/shell.ts';
import { matchOutput, splitLines } from './match-output.ts';
import { ellipsis } from './wild-numbers.ts';

const shownOfFailure = 40;

const indent = (text: string) => text.replace(/^/gm, '    ');

/**
 * Compares the result of a block with what its page shows. `place` is page and line.
 * @throws {LabError} `page_fails`, with commands, expected line and output
 */
export function checkBlock(
  place: string,
  { commands, output: expected }: CommandBlock,
  { code, output }: Pick<ShellResult, 'code' | 'output'>,
): void {
  const problem = code === 0 ? findMissing(expected, output) : describeExit(code);
  if (!problem) return;
  const last = splitLines(output.trimEnd()).slice(-shownOfFailure).join('\n');
  throw new LabError(
    'page_fails',
    [
      `${place}: ${problem}`,
      `The commands:\n${indent(commands)}`,
      `The last lines of their output:\n${indent(last)}`,
    ].join('\n'),
    'Correct the page, or what it shows.',
  );
}

function describeExit(code: number | null): string {
  return code === null ? 'the commands did not end in time.' : `a command exited with ${code}; expected 0.`;
}

function findMissing(expected: ExpectedOutput | undefined, output: string): string | undefined {
  const missing = expected && matchOutput(expected, output).missing;
  if (!missing) return undefined;
  const found = expected.lines.slice(0, missing.index).filter((line) => !['', ellipsis].includes(line.trim()));
  const after = found.length > 0 ? `, after\n${indent(found.join('\n'))}` : '';
  return `expected this line, ${missing.numbers}\n${indent(missing.line)}\nin the output${after}`;
}
