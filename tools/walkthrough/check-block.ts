import { LabError } from '../../scripts/lib/lab-error.ts';
import type { CommandBlock } from '../../scripts/walkthrough/page.ts';
import type { ExpectedOutput } from '../../scripts/walkthrough/page-nodes.ts';
import type { ShellResult } from '../../scripts/walkthrough/shell.ts';
import { matchesAnything, matchOutput, splitLines } from './match-output.ts';

const maxOutputLines = 40;

const indent = (text: string) => text.replace(/^/gm, '    ');

/**
 * Compares the result of a block with what its page shows. `place` is page and line.
 * @throws {LabError} `page_fails`, with commands, expected line and output
 */
export function checkBlock(
  place: string,
  { commands, output: expected }: Pick<CommandBlock, 'commands' | 'output'>,
  { code, output }: Pick<ShellResult, 'code' | 'output'>,
): void {
  const exit = code === null ? 'the commands did not end in time.' : `a command exited with ${code}; expected 0.`;
  const problem = code === 0 ? describeMissing(expected, output) : exit;
  if (!problem) return;
  const last = splitLines(output.trimEnd()).slice(-maxOutputLines).join('\n');
  throw new LabError(
    'page_fails',
    `${place}: ${problem}\nThe commands:\n${indent(commands)}\nThe last lines of their output:\n${indent(last)}`,
    'Correct the page, or what it shows.',
  );
}

function describeMissing(expected: ExpectedOutput | undefined, output: string): string | undefined {
  const missing = expected && matchOutput(expected, output).missing;
  if (!missing) return undefined;
  const found = expected.lines.slice(0, missing.index).filter((line) => !matchesAnything(line));
  const after = found.length > 0 ? `, after\n${indent(found.join('\n'))}` : '';
  return `expected this line, ${missing.numbers}\n${indent(missing.line)}\nin the output${after}`;
}
