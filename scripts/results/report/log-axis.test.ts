// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logAxis } from './log-axis.ts';

test('the axis has room for all times, for zero, and for no times', () => {
  assert.deepEqual(logAxis([45, 390, 0], 9).domain, [20, 500]);
  assert.deepEqual(logAxis([50, 50], 9).domain, [50, 100]);
  for (const times of [[], [0], [0.0001], [9e9]]) {
    const { domain, ticks } = logAxis(times, 9);
    assert.ok(domain[0] > 0 && domain[1] > domain[0], `${times}: ${domain}`);
    assert.ok(ticks.length > 0);
  }
});

test('with too many steps, only powers of ten have a tick', () => {
  assert.deepEqual(logAxis([1, 1000], 12).ticks, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  const { ticks, tickFormat } = logAxis([1, 1000], 6);
  assert.deepEqual(ticks.map(tickFormat), ['1 ms', '10 ms', '100 ms', '1 s']);
});
