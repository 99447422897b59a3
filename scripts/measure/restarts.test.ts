import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMetrics } from '../lib/metrics.ts';
import { hasRestarted } from './restarts.ts';

const processes = (...starts: number[]) =>
  parseMetrics(starts.map((start) => `process_start_time_seconds ${start}`).join('\n'));

test('a process that is younger than all before has been started meanwhile', () => {
  assert.ok(hasRestarted(processes(1_700_000_000), processes(1_700_000_030)));
  assert.ok(hasRestarted(processes(1_700_000_000, 1_700_000_001), processes(1_700_000_001, 1_700_000_030)));
});

test('the same processes, or fewer of them, have not', () => {
  assert.ok(!hasRestarted(processes(1_700_000_000), processes(1_700_000_000)));
  assert.ok(!hasRestarted(processes(1_700_000_000, 1_700_000_001), processes(1_700_000_000)));
});
