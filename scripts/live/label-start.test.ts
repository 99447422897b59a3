// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';

// JavaScript for browsers, whose types are checked apart from these.
const { labelStart } = await import(new URL('page/label-start.js', import.meta.url).href);

test('a label begins at its line, and one at the right edge ends there', () => {
  const label = { width: 40, from: Number.NEGATIVE_INFINITY, to: 300 };
  assert.equal(labelStart({ ...label, x: 100 }), 100);
  assert.equal(labelStart({ ...label, x: 295 }), 260);
});

test('a label that would overlap the one before it is left out, even at the right edge', () => {
  assert.equal(labelStart({ x: 100, width: 40, from: 101, to: 300 }), undefined);
  assert.equal(labelStart({ x: 295, width: 40, from: 270, to: 300 }), undefined);
});
