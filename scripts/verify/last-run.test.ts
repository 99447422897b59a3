import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import type { PlanSummary, Result } from '../results/result.ts';
import { findEarlier, findLastRun, type RunningLab } from './last-run.ts';

const startedAt = '2026-02-01T12:00:00.000Z';
const after = '2026-02-01T12:01:00.000Z';
const running: RunningLab = {
  target: 'local',
  state: { variant: 'fixed', migration: 1, indexValid: false },
  metrics: [{ name: 'process_start_time_seconds', labels: {}, value: Date.parse(startedAt) / 1000 }],
  plan: { index: null } as PlanSummary,
  posts: 10_000,
};
const run = (id: string, changes: Partial<Result> = {}) =>
  exampleResult('pooled', {
    id,
    target: 'local',
    users: 100,
    durationSeconds: 30,
    posts: 10_000,
    startedAt: after,
    ...changes,
  });

test('the last run is the newest full load test of the current deployment', () => {
  const results = [
    run('older than the API', { startedAt: '2026-02-01T11:59:00.000Z' }),
    run('good'),
    run('of other code', { variant: 'mine' }),
    run('of few users', { users: 20 }),
    run('short', { durationSeconds: 2 }),
    run('of a machine that slept', { interruption: { pausedSeconds: 9 } }),
    run('at a rate', { ratePerSecond: 50 }),
    run('elsewhere', { target: 'kind' }),
  ];
  assert.equal(findLastRun(results, running)?.id, 'good');
  assert.equal(
    findLastRun([run('with another plan')], { ...running, plan: { index: 'idx' } as PlanSummary }),
    undefined,
  );
  assert.equal(findLastRun(results, { ...running, metrics: [] }), undefined);
});

test('earlier runs have as many posts; the lab’s own are preferred to a learner’s, of which only reliable ones count', () => {
  const mine = (id: string, successRate: number) => run(id, { variant: 'mine', successRate });
  const last = run('last');
  const find = (results: Result[]) => findEarlier(results, running, last).pooled?.id;
  assert.equal(find([run('lab'), mine('own', 1), last]), 'lab');
  assert.equal(find([mine('own', 1), mine('failing', 0.6), last]), 'own');
  assert.equal(find([run('larger table', { posts: 17_000 }), last]), undefined);
  assert.equal(find([run('a few posts more', { posts: 10_050 }), last]), 'a few posts more');
});
