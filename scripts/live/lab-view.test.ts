import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { acquireLock } from '../lib/lock.ts';
import type { Result } from '../results/result.ts';
import { describeDeployment } from '../scenario/annotation-texts.ts';
import type { Annotation } from '../targets/annotation.ts';
import type { LabSnapshot } from './lab-snapshot.ts';
import { labView } from './lab-view.ts';

const labFolder = mkdtempSync(join(tmpdir(), 'feed-lab-view-'));
after(() => rmSync(labFolder, { recursive: true }));

const deployed: Annotation = { ...describeDeployment('broken'), at: '2026-01-02T03:00:00.000Z' };
const measured = (startedAt: string) =>
  ({
    stage: 'broken',
    startedAt,
    successRate: 0.01,
    requests: 100,
    requestsPerSecond: 10,
    latencyMs: { mean: 1, p99: 2 },
    evidence: { connectionsOpened: 100, plan: { executionMs: 5, lines: ['Seq Scan on posts'] } },
  }) as Result;
const beforeDeployment = measured('2026-01-02T02:59:00.000Z');
const afterDeployment = measured('2026-01-02T03:01:00.000Z');

/** The page of the broken stage, deployed and not measured, apart from `changes`. */
const view = (changes: Partial<LabSnapshot> = {}) =>
  labView({
    running: { variant: 'broken', indexValid: false },
    target: 'local',
    labFolder,
    results: [],
    annotations: [deployed],
    sinceMs: 0,
    ...changes,
  });

test('the page suggests measuring a stage before explaining it, and again after a change', () => {
  assert.equal(view().next.command, 'make loadtest TARGET=local');
  assert.equal(view({ results: [afterDeployment] }).next.command, 'make why TARGET=local');
  assert.equal(view({ results: [beforeDeployment] }).next.command, 'make loadtest TARGET=local');
});

test('while a verb is running, the page names it and suggests no other', () => {
  const release = acquireLock(labFolder, 'lab');
  assert.deepEqual(view().next, {
    praise: '',
    sentence: 'make lab goes through the whole story by itself. Watch the curves.',
    command: '',
  });
  assert.ok(view().openPlans, 'the demonstration explains as it goes');
  release();
  assert.ok(!view().openPlans);
});

test('the page names the process that does not answer, and shows no stage', () => {
  for (const [running, expected] of [
    [{ variant: undefined, indexValid: false }, 'The feed API does not answer'],
    [{ variant: 'fixed', indexValid: undefined }, 'PostgreSQL does not answer'],
  ] as const) {
    const { state, stages, next } = view({ running });
    assert.equal(state, expected);
    assert.ok(stages.every((stage) => stage.state === 'ahead'));
    assert.equal(next.command, 'make up TARGET=local');
  }
});

test("the learner's own variant is at no stage, and is judged after a load test", () => {
  const running = { variant: 'mine', indexValid: true } as const;
  const { state, stages, next } = view({ running });
  assert.equal(state, 'your own variant');
  assert.ok(stages.every((stage) => stage.state === 'ahead'));
  assert.match(next.command, /loadtest/);
  assert.match(view({ running, results: [{ ...afterDeployment, variant: 'mine' }] }).next.command, /verify/);
  assert.match(view({ running, results: [{ ...beforeDeployment, variant: 'mine' }] }).next.command, /loadtest/);
});

test("a result of the learner's own variant fills the row of a stage without another result, with its plan", () => {
  const { results, plans } = view({ results: [{ ...afterDeployment, stage: 'pooled', variant: 'mine' }] });
  assert.deepEqual(
    results.rows.map(({ cells, atMs }) => [cells[0], atMs > 0]),
    [
      ['Broken', false],
      ['After fix 1 (pooling), your own', true],
      ['Fix 2', false],
    ],
  );
  assert.equal(plans[0]?.title, 'The feed query: 5.0 ms');
});

test('annotations from before the first scrape are not shown', () => {
  assert.deepEqual(view({ sinceMs: Date.parse(deployed.at) + 1 }).annotations, []);
});

test('a load test whose verb was killed is not shown as running', () => {
  const started: Annotation = { ...deployed, kind: 'load-begins', text: 'Load test begins' };
  const { annotations } = view({ annotations: [deployed, started] });
  assert.deepEqual(
    annotations.map(({ kind }) => kind),
    ['deployment'],
  );
});

test('the stages before the running one are reached, and the plan explains the lines that matter', () => {
  const { stages, plans } = view({ running: { variant: 'fixed', indexValid: true }, results: [afterDeployment] });
  assert.deepEqual(
    stages.map(({ state }) => state),
    ['reached', 'reached', 'now'],
  );
  assert.match(plans[0]?.lines[0]?.remark ?? '', /every post/);
});

test('the title of a stage ahead is its short one until the stage has been reached or measured', () => {
  const titles = (changes: Partial<LabSnapshot>) => view(changes).stages.map(({ title }) => title);
  assert.deepEqual(titles({ results: [afterDeployment] }), ['Broken', 'Fix 1', 'Fix 2']);
  const reached = ['Broken', 'After fix 1 (pooling)', 'Fix 2'];
  assert.deepEqual(titles({ running: { variant: 'fixed', indexValid: false } }), reached);
  assert.deepEqual(titles({ results: [{ ...afterDeployment, stage: 'pooled' }] }), reached);
  const running = { variant: 'mine', indexValid: true } as const;
  assert.deepEqual(titles({ running, results: [{ ...afterDeployment, variant: 'mine' }] }), [
    'Broken',
    'Fix 1',
    'Fix 2',
  ]);
});

test('the titles of the plans name the index once a measured plan uses it', () => {
  const { evidence } = afterDeployment;
  const plan = { ...evidence.plan, index: 'idx_posts_created_at', rowsRead: 20, executionMs: 0.5 };
  const indexed = { ...afterDeployment, posts: 10_000, stage: 'indexed', evidence: { ...evidence, plan } } as Result;
  const before = { ...afterDeployment, evidence: { ...evidence, plan: { ...evidence.plan, index: null } } } as Result;
  const titles = (results: Result[]) => view({ results }).plans.map(({ title }) => title);
  assert.deepEqual(titles([before]), ['The feed query: 5.0 ms']);
  assert.deepEqual(titles([before, indexed]), ['Without the index: 5.0 ms', 'With the index: 0.50 ms']);
});
