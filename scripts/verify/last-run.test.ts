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
  schemaFingerprint: 'now',
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

/** A run with other evidence. */
const runWith = (id: string, evidence: Partial<Result['evidence']>, changes: Partial<Result> = {}) =>
  run(id, { ...changes, evidence: { ...exampleResult('pooled').evidence, ...evidence } });
const planWith = (index: string | null, rowsRead: number) => ({ node: 'Index Scan', index, executionMs: 1, rowsRead });

test('no run of another schema counts, although its plan is the same', () => {
  const before = runWith('before the index', { schemaFingerprint: 'before' });
  assert.equal(findLastRun([before], running), undefined);
  const good = runWith('good', { schemaFingerprint: 'now' });
  assert.equal(findLastRun([good, before], running)?.id, 'good');
});

test('a run of this schema counts, although the query in the checkout now has another plan', () => {
  const own = runWith('own', { schemaFingerprint: 'now', plan: planWith('idx_newest', 20) });
  assert.equal(findLastRun([own], running)?.id, 'own');
});

test('a run counts after somebody posted, but not after the table was filled again', () => {
  const posted = { ...running, posts: 10_900 };
  assert.equal(findLastRun([run('last')], posted)?.id, 'last');
  assert.equal(findLastRun([run('last')], { ...running, posts: 1_000_000 }), undefined);
});

const baseline = (...results: Result[]) => findEarlier([...results, run('last')], running, run('last')).pooled?.id;

test('the baseline is the newest comparable run whose feed read all posts, whoever wrote its code', () => {
  const mine = run('own', { variant: 'mine' });
  assert.equal(baseline(run('lab'), mine), 'own');
  assert.equal(baseline(mine, run('lab')), 'lab');
  assert.equal(baseline(run('larger table', { posts: 17_000 })), undefined);
  assert.equal(baseline(run('a few posts more', { posts: 10_050 })), 'a few posts more');
});

test('a run whose feed read few posts is no baseline, whatever its index looks like to the stage', () => {
  // A partial index: the stage is "pooled", and the plan is that of the lab's query.
  const partial = runWith('partial', { rowsReadPerFeed: 20.4 }, { variant: 'mine', stage: 'pooled' });
  assert.equal(baseline(run('lab'), partial), 'lab');
  assert.equal(baseline(runWith('cached', { rowsReadPerFeed: 0.3 })), undefined);
  // An older result, without the counted rows.
  assert.equal(baseline(runWith('older', { plan: planWith('idx', 20) })), undefined);
});

test('a run whose feed read all posts is a baseline, although there is an index on created_at', () => {
  const unused = runWith('unused', { rowsReadPerFeed: 8300, plan: planWith('idx', 20) }, { stage: 'indexed' });
  assert.equal(baseline(unused), 'unused');
});

test('a run that logged in for requests, or failed some, is no baseline', () => {
  assert.equal(baseline(runWith('churn', { connectionsOpened: 1000 })), undefined);
  assert.equal(baseline(run('failing', { successRate: 0.99 })), undefined);
  assert.equal(baseline(runWith('a pool of 40, cold', { connectionsOpened: 40 })), 'a pool of 40, cold');
});

test('the broken run is the newest of the lab’s own code, if there is one', () => {
  const broken = (id: string, changes: Partial<Result> = {}) =>
    run(id, { stage: 'broken', successRate: 0.01, ...changes });
  const find = (...results: Result[]) => findEarlier(results, running, undefined).broken?.id;
  assert.equal(find(broken('lab', { variant: 'broken' }), broken('own', { variant: 'mine' })), 'lab');
  assert.equal(find(broken('own', { variant: 'mine' })), undefined);
});
