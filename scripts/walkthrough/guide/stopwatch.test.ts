import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseMs, startStopwatch } from './stopwatch.ts';

test('a long pause is not reading time; commands may run as long as they do', () => {
  let nowMs = 1000;
  const stopwatch = startStopwatch(() => nowMs);
  nowMs += 5000;
  assert.equal(stopwatch.lap('reading'), 5000);
  nowMs += pauseMs + 1;
  assert.equal(stopwatch.lap('reading'), 0);
  nowMs += pauseMs + 1;
  assert.equal(stopwatch.lap('running'), pauseMs + 1);
  assert.equal(stopwatch.lap('reading'), 0);
});
