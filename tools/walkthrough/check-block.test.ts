import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from './block.ts';
import { checkBlock } from './check-block.ts';

const block = (expected: string[], exact: string[] = []): Block => ({
  kind: 'run',
  page: '05-page.md',
  line: 17,
  commands: 'make loadtest',
  targets: ['local'],
  expected,
  exact,
});

const messageOf = (expected: string[], ran: Parameters<typeof checkBlock>[1], exact?: string[]): string => {
  try {
    checkBlock(block(expected, exact), ran);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a block that did what its page says is fine', () => {
  assert.equal(messageOf(['took 5 ms'], { code: 0, output: 'took 1.2 s\n' }), '');
  assert.equal(messageOf([], { code: 0, output: '' }), '');
});

test('a missing line is told with page, line, commands, what was expected after what, and what was printed', () => {
  assert.equal(
    messageOf(['…', 'one 1', 'two 2'], { code: 0, output: 'one 5\nthree 6\n' }),
    `05-page.md:17: expected this line, with any numbers
    two 2
in what is printed, after
    one 1
The commands:
    make loadtest
The last lines of what they printed:
    one 5
    three 6`,
  );
});

test('where a number has to be the same, another one fails the page', () => {
  const shown = ['failed requests  0', 'took 5 ms'];
  const output = 'failed requests  7\ntook 8 ms';
  assert.equal(messageOf(shown, { code: 0, output }), '');
  assert.match(
    messageOf(shown, { code: 0, output }, ['failed']),
    /this line, with just these numbers\n {4}failed requests/,
  );
  assert.equal(messageOf(shown, { code: 0, output: output.replace('7', '0') }, ['failed']), '');
});

test('a command that fails is told before any line that is missing for it', () => {
  const message = messageOf(['one'], { code: 2, output: 'Error: no port\n' });
  assert.match(message, /^05-page\.md:17: a command ended with 2; expected 0\.\nThe commands:/);
  assert.match(message, /Error: no port/);
  assert.match(messageOf([], { code: null, output: '' }), /did not end in time/);
});

test('of a long output the last 40 lines are shown', () => {
  const output = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n');
  const lines = messageOf(['none'], { code: 0, output }).split('\n');
  assert.equal(lines.at(-1), '    line 100');
  assert.equal(lines.filter((line) => line.startsWith('    line ')).length, 40);
});
