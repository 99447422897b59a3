// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestOfLine } from './one-after-another.ts';

const repeat = (count: number, waitMs: number) => Array.from({ length: count }, () => waitMs);

test('forty connections whose queries are canceled after 300 ms serve the line one group after another', () => {
  const waits = Array.from({ length: 12 }, (_, group) => repeat(40, 300 * (group + 1))).flat();
  assert.equal(longestOfLine(waits), 3600);
});

test('requests that fail after a common limit do not, even if others fail at once or their queries are canceled', () => {
  assert.equal(longestOfLine(repeat(470, 5000)), null);
  assert.equal(longestOfLine([...repeat(400, 5), ...repeat(80, 5000)]), null);
  const canceled = Array.from({ length: 5 }, (_, second) => repeat(10, 1000 * second)).flat();
  assert.equal(longestOfLine([...canceled, ...repeat(430, 5000)]), null);
  assert.equal(longestOfLine([]), null);
});

test('a few who fail later, after a second limit, make no line; many do', () => {
  assert.equal(longestOfLine([...repeat(570, 2000), ...repeat(20, 4200)]), null);
  assert.equal(longestOfLine([...repeat(300, 1000), ...repeat(290, 4200)]), 4200);
});
