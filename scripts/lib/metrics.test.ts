// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, Registry } from 'prom-client';
import { latestStartSeconds, parseMetrics, sumOf } from './metrics.ts';

test('the output of prom-client is parsed, even with special characters in labels', async () => {
  const registry = new Registry();
  const counter = new Counter({
    name: 'things_total',
    help: 'Things',
    labelNames: ['path', 'kind'],
    registers: [registry],
  });
  counter.inc({ path: '/a "b" {c}, d="e"', kind: 'x' }, 3);
  counter.inc({ path: '/', kind: 'y' }, 1.5e-7);
  const samples = parseMetrics(await registry.metrics());
  assert.equal(samples.length, 2);
  assert.equal(sumOf(samples, 'things_total', { kind: 'x' }), 3);
  assert.equal(sumOf(samples, 'things_total', { kind: 'y' }), 1.5e-7);
  assert.equal(sumOf(samples, 'nothing_total'), 0);
});

test('the latest start time increases when a process starts, and not when one stops', () => {
  const latestOf = (...starts: number[]) =>
    latestStartSeconds(parseMetrics(starts.map((start) => `process_start_time_seconds ${start}`).join('\n')));
  const [first, second, third] = [1_700_000_000, 1_700_000_001, 1_700_000_030];
  assert.ok(latestOf(third) > latestOf(first));
  assert.ok(latestOf(second, third) > latestOf(first, second));
  assert.equal(latestOf(second), latestOf(first, second));
  assert.ok(latestOf(first) <= latestOf(first, second));
  assert.equal(latestOf(), 0);
});
