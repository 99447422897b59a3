import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeReports } from './merge-reports.ts';

const latencyMs = { mean: 10, p50: 9, p95: 20, p99: 30, max: 50 };

test('counts of several pods add up, the mean is weighted, percentiles are those of the slowest pod', () => {
  const one = {
    durationSeconds: 20,
    requests: 300,
    failed: 30,
    successRate: 0.9,
    requestsPerSecond: 15,
    latencyMs,
    errors: [{ status: 503, code: 'connection_timeout', count: 30 }],
  };
  const other = {
    ...one,
    durationSeconds: 25,
    requests: 100,
    failed: 20,
    latencyMs: { ...latencyMs, mean: 30, p99: 40 },
    errors: [
      { status: 503, code: 'connection_timeout', count: 15 },
      { status: 0, code: 'timeout', count: 5 },
    ],
  };
  assert.deepEqual(mergeReports([one, other]), {
    durationSeconds: 25,
    requests: 400,
    failed: 50,
    successRate: 0.875,
    requestsPerSecond: 16,
    latencyMs: { mean: 15, p50: 9, p95: 20, p99: 40, max: 50 },
    errors: [
      { status: 503, code: 'connection_timeout', count: 45 },
      { status: 0, code: 'timeout', count: 5 },
    ],
  });
});
