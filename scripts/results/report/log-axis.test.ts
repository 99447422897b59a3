// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logAxis } from './log-axis.ts';

/** The ticks as the axis shows them. */
function labelsOf(times: number[], maxTicks: number): string[] {
  const { ticks, tickFormat } = logAxis(times, maxTicks);
  return ticks.map(tickFormat);
}

test('the axis has room for all times, for zero, and for no times', () => {
  assert.deepEqual(logAxis([45, 390, 0], 9).domain, [20, 500].map(Math.log10));
  assert.deepEqual(logAxis([50, 50], 9).domain, [50, 100].map(Math.log10));
  for (const times of [[], [0], [0.0001], [9e9]]) {
    const { domain, ticks } = logAxis(times, 9);
    assert.ok(Number.isFinite(domain[0]) && domain[1] > domain[0], `${times}: ${domain}`);
    assert.ok(ticks.length > 0);
  }
});

test('a time of zero is at the lower end, and a gap stays a gap', () => {
  const { domain, transform } = logAxis([45, 390], 9);
  assert.equal(transform(0), domain[0]);
  assert.equal(transform(null), null);
});

test('the wider the range, the larger the steps between ticks', () => {
  assert.deepEqual(labelsOf([210, 380], 7), ['200 ms', '300 ms', '500 ms']);
  assert.deepEqual(labelsOf([1100, 1900], 7), ['1 s', '1.5 s', '2 s']);
  assert.equal(labelsOf([1, 1000], 12).join(), '1 ms,2 ms,5 ms,10 ms,20 ms,50 ms,100 ms,200 ms,500 ms,1 s');
  assert.deepEqual(labelsOf([3, 240], 7), ['3 ms', '10 ms', '30 ms', '100 ms', '300 ms']);
  assert.deepEqual(labelsOf([1, 1000], 5), ['1 ms', '10 ms', '100 ms', '1 s']);
  assert.deepEqual(labelsOf([0.01, 60_000], 7), ['0.01 ms', '1 ms', '100 ms', '10 s']);
});
