import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBlock } from './check-block.ts';

/** The message of the error; '' when the block prints what its page shows. */
function check(lines: string[], result: Parameters<typeof checkBlock>[2]): string {
  try {
    const output = { firstLine: 20, lines, exact: [] };
    checkBlock('05-page.md:17', { commands: 'make loadtest', output }, result);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('a block that printed what its page shows passes', () => {
  assert.equal(check(['took 5 ms'], { code: 0, output: 'took 1.2 s\n' }), '');
  assert.equal(check([], { code: 0, output: '' }), '');
});

test('a missing line is reported with its place, the commands, the lines before it, and the output', () => {
  assert.equal(
    check(['…', 'one 1', 'two 2'], { code: 0, output: 'one 5\nthree 6\n' }),
    `05-page.md:17: expected this line, with any numbers
    two 2
in the output, after
    one 1
The commands:
    make loadtest
The last lines of their output:
    one 5
    three 6`,
  );
});

test('a failed command is reported rather than the lines that are missing because of it', () => {
  const message = check(['one'], { code: 2, output: 'Error: no port\n' });
  assert.match(message, /^05-page\.md:17: a command exited with 2; expected 0\.\nThe commands:/);
  assert.match(message, /Error: no port/);
  assert.match(check([], { code: null, output: '' }), /did not end in time/);
});

test('the last 40 lines of a long output are reported', () => {
  const output = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n');
  const lines = check(['none'], { code: 0, output }).split('\n');
  assert.equal(lines.at(-1), '    line 100');
  assert.equal(lines.filter((line) => line.startsWith('    line ')).length, 40);
});
