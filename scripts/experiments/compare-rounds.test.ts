// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cpuRatioOf,
  judgeGoal,
  judgeLimit,
  listSlices,
  ratioOf,
  spreadOf,
  summarizeServer,
  valuesOf,
} from './compare-rounds.ts';
import { orderOf, type Round, requireSuccess, type Slice } from './interleaved-rounds.ts';

function slice(requestsPerSecond: number, { p99Ms = 20, apiCpuMs = null as number | null, failed = 0 } = {}): Slice {
  const requests = requestsPerSecond * 6;
  return {
    warmUpRequests: 0,
    apiCpuMs,
    postgresCpuMs: null,
    load: {
      engine: { name: 'autocannon', version: '9.0.0' },
      startedAt: '2026-01-01T00:00:00.000Z',
      durationSeconds: 6,
      requests,
      failed,
      successRate: 1 - failed / requests,
      requestsPerSecond,
      latencyMs: { mean: 10, p50: 10, p95: 15, p99: p99Ms, max: 30 },
      errors: failed > 0 ? [{ status: 503, code: 'connection_timeout', count: failed }] : [],
    },
  };
}

// In the second round, the whole machine was slow.
const rounds: Round[] = [
  { ours: slice(1000, { p99Ms: 20, apiCpuMs: 0.5 }), theirs: slice(800) },
  { ours: slice(300, { p99Ms: 90, apiCpuMs: 0.7 }), theirs: slice(200) },
  { ours: slice(1100, { p99Ms: 30, apiCpuMs: 0.6 }), theirs: slice(1000) },
];

test('a ratio is taken within each round; then come the median and the range', () => {
  assert.deepEqual(ratioOf(rounds, 'ours', 'theirs'), { median: 1.25, lowest: 1.1, highest: 1.5 });
  const others: Round[] = [...rounds.slice(0, 2), { ours: slice(900), theirs: slice(1000) }];
  // Of 1.25, 1.5 and 0.9. The medians of the speeds, 900 and 800, would give 1.125.
  assert.equal(ratioOf(others, 'ours', 'theirs').median, 1.25);
});

test('the ratio of CPU times is taken within each round, too', () => {
  const [first, second] = [slice(1000, { apiCpuMs: 0.6 }), slice(1000, { apiCpuMs: 0.4 })];
  assert.equal(cpuRatioOf([{ first, second }], 'first', 'second'), 0.6 / 0.4);
  assert.ok(Number.isNaN(cpuRatioOf(rounds, 'ours', 'theirs')));
});

test('the ratio of a server to itself is 1 in every round', () => {
  assert.deepEqual(ratioOf(rounds, 'ours', 'ours'), { median: 1, lowest: 1, highest: 1 });
});

test('a server is summarized by medians, and by its slowest and fastest round', () => {
  const { requestsPerSecond, slowestRoundPerSecond, fastestRoundPerSecond, p99Ms, serverCpuMsPerRequest } =
    summarizeServer(rounds, 'ours');
  assert.deepEqual([slowestRoundPerSecond, requestsPerSecond, fastestRoundPerSecond], [300, 1000, 1100]);
  assert.deepEqual([p99Ms, serverCpuMsPerRequest], [30, 0.6]);
});

test('a value that could not be measured is NaN, and a missing server an error', () => {
  assert.ok(Number.isNaN(summarizeServer(rounds, 'theirs').serverCpuMsPerRequest));
  assert.ok(Number.isNaN(spreadOf([]).median));
  assert.throws(() => valuesOf(rounds, 'nobody', () => 1), /no slice of nobody/);
});

test('a goal is reached by the median, whatever the other rounds say', () => {
  assert.deepEqual(judgeGoal('ours / theirs', 1.25, ratioOf(rounds, 'ours', 'theirs')), {
    goal: 'ours / theirs',
    wanted: 1.25,
    measured: 1.25,
    lowest: 1.1,
    highest: 1.5,
    reached: true,
  });
  assert.equal(judgeGoal('ours / theirs', 1.26, ratioOf(rounds, 'ours', 'theirs')).reached, false);
});

test('a limit is kept by the median, and is itself allowed', () => {
  const spread = { median: 1.2, lowest: 0.9, highest: 1.5 };
  assert.equal(judgeLimit('ours / theirs', 1.2, spread).reached, true);
  assert.equal(judgeLimit('ours / theirs', 1.19, spread).reached, false);
});

test('every slice is listed with its round', () => {
  assert.deepEqual(
    listSlices(rounds).map(({ round, server, requestsPerSecond }) => [round, server, requestsPerSecond]),
    [
      [1, 'ours', 1000],
      [1, 'theirs', 800],
      [2, 'ours', 300],
      [2, 'theirs', 200],
      [3, 'ours', 1100],
      [3, 'theirs', 1000],
    ],
  );
});

test('each server is in every place equally often, and each of three follows each of the others equally often', () => {
  const orders = Array.from({ length: 7 }, (_, round) => orderOf(['a', 'b', 'c'], round).join(''));
  assert.deepEqual(orders, ['abc', 'bca', 'cab', 'cba', 'bac', 'acb', 'abc']);
  const turns = `${orders.slice(0, 6).join('')}a`;
  for (const pair of ['ab', 'ac', 'ba', 'bc', 'ca', 'cb']) assert.equal(turns.split(pair).length - 1, 3, pair);
});

test('a single failed request ends the experiment with the stable code load_failed', () => {
  requireSuccess('Round 1, ours', slice(1000).load);
  assert.throws(() => requireSuccess('Round 1, ours', slice(1000, { failed: 1 }).load), {
    code: 'load_failed',
    message: 'Round 1, ours: 1 of 6000 requests failed (most often: connection_timeout).',
  });
});
