// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapLine } from './wrap.ts';

test('a wrapped line keeps its indentation, up to half of the width', () => {
  assert.deepEqual(wrapLine('  ->  Seq Scan on posts', 14), ['  ->  Seq Scan', '  on posts']);
  assert.deepEqual(wrapLine('edit mine.ts, and save it', 17), ['edit mine.ts, and', 'save it']);
  assert.deepEqual(wrapLine(`${' '.repeat(18)}one two`, 10), ['     one', '     two']);
});

test('a word that is longer than a line stays whole unless it has to be broken', () => {
  assert.deepEqual(wrapLine('see (docs/page.md#part)', 12), ['see', '(docs/page.md#part)']);
  assert.deepEqual(wrapLine('docs/a-long-page.md#part', 12, { hard: true }), ['docs/a-long-', 'page.md#part']);
});
