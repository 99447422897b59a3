// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';

// JavaScript for browsers, whose types are checked apart from these.
const { stack } = await import(new URL('page/stack.js', import.meta.url).href);

test('each curve of a stack is the sum of a part and those below it, and the highest is drawn first', () => {
  const parts = new Map([
    ['wait', [10, 20, null]],
    ['query', [1, 2, null]],
    ['rest', [0.5, null, null]],
  ]);
  assert.deepEqual(
    [...stack(parts)],
    [
      ['rest', [11.5, 22, null]],
      ['query', [11, 22, null]],
      ['wait', [10, 20, null]],
    ],
  );
});
