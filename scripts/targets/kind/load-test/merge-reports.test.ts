// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeReports } from './merge-reports.ts';

const connectionTimeouts = (count: number) => ({ status: 503, code: 'connection_timeout', count });
const timeouts = (count: number) => ({ status: 0, code: 'timeout', count });
const latencyMs = { mean: 10, p50: 9, p95: 20, p99: 30, max: 50 };

test('counts are added, the mean is weighted, and percentiles are those of the slowest pod, also per slice', () => {
  const one = {
    durationSeconds: 20,
    requests: 300,
    failed: 30,
    successRate: 0.9,
    requestsPerSecond: 15,
    latencyMs,
    errors: [connectionTimeouts(30)],
    series: {
      everySeconds: 1,
      points: [
        { second: 0, requests: 200, failures: [connectionTimeouts(20)], p50Ms: 9, p99Ms: 25 },
        { second: 2, requests: 100, failures: [connectionTimeouts(10)], p50Ms: 9, p99Ms: 30 },
      ],
    },
    latencyDistribution: [{ share: 1, ms: 50 }],
    slowestRequest: { totalMs: 50, waitMs: 40, connectMs: 0, queryMs: 9 },
  };
  const other = {
    ...one,
    durationSeconds: 25,
    requests: 100,
    failed: 20,
    latencyMs: { ...latencyMs, mean: 30, p99: 40 },
    errors: [connectionTimeouts(15), timeouts(5)],
    slowestRequest: { totalMs: 60, waitMs: 0, connectMs: 55, queryMs: 4 },
    series: {
      everySeconds: 1,
      points: [
        { second: 0, requests: 95, failures: [connectionTimeouts(15)], p50Ms: 10, p99Ms: 20 },
        { second: 1, requests: 5, failures: [timeouts(5)], p50Ms: null, p99Ms: null },
      ],
    },
  };
  assert.deepEqual(mergeReports([one, other]), {
    durationSeconds: 25,
    requests: 400,
    failed: 50,
    successRate: 0.875,
    requestsPerSecond: 16,
    latencyMs: { mean: 15, p50: 9, p95: 20, p99: 40, max: 50 },
    errors: [connectionTimeouts(45), timeouts(5)],
    slowestRequest: { totalMs: 60, waitMs: 0, connectMs: 55, queryMs: 4 },
    series: {
      everySeconds: 1,
      points: [
        { second: 0, requests: 295, failures: [connectionTimeouts(35)], p50Ms: 10, p99Ms: 25 },
        { second: 1, requests: 5, failures: [timeouts(5)], p50Ms: null, p99Ms: null },
        { second: 2, requests: 100, failures: [connectionTimeouts(10)], p50Ms: 9, p99Ms: 30 },
      ],
    },
  });
  assert.equal(mergeReports([one]), one);
});
