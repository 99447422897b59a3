import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapLine, wrapWords } from './wrap.ts';

test('what goes on below a folded line is indented as the line was', () => {
  assert.deepEqual(wrapLine('  ->  Seq Scan on posts', 14), ['  ->  Seq Scan', '  on posts']);
  assert.deepEqual(wrapLine('edit mine.ts, and save it', 17), ['edit mine.ts, and', 'save it']);
});

test('a line that is nearly all indentation leaves half of the width to its words', () => {
  assert.deepEqual(wrapLine(`${' '.repeat(18)}one two`, 10), ['     one', '     two']);
});

test('an address begins on a line of its own; it is broken only when it is asked for', () => {
  assert.deepEqual(wrapWords('see (docs/page.md#part) as well\nor not', 12, { hard: true }), [
    'see',
    '(docs/page.m',
    'd#part) as',
    'well',
    'or not',
  ]);
  assert.deepEqual(wrapWords('see (docs/page.md#part)', 12), ['see', '(docs/page.md#part)']);
});
