import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { takeLock } from '../lib/lock.ts';
import type { Result } from '../results/result.ts';
import { describeDeployment } from '../scenario/changes.ts';
import type { Annotation } from '../targets/annotation.ts';
import { labView } from './lab-view.ts';

const labFolder = mkdtempSync(join(tmpdir(), 'feed-lab-view-'));
after(() => rmSync(labFolder, { recursive: true }));

const broken = { variant: 'broken', indexValid: false } as const;
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

const look = { running: broken, target: 'local', labFolder, results: [], annotations: [deployed], sinceMs: 0 };
const nextCommand = (changes: Partial<Parameters<typeof labView>[0]>) => labView({ ...look, ...changes }).next.command;

test('a stage is measured before it is cured, and again after a change', () => {
  assert.equal(nextCommand({}), 'make loadtest TARGET=local');
  assert.equal(nextCommand({ results: [measured('2026-01-02T03:01:00.000Z')] }), 'make apply-fix TARGET=local');
  assert.equal(nextCommand({ results: [measured('2026-01-02T02:59:00.000Z')] }), 'make loadtest TARGET=local');
});

test('while a verb is at work, that is told and no other is proposed', () => {
  const release = takeLock(labFolder, 'lab');
  assert.deepEqual(labView(look).next, {
    sentence: 'make lab takes all the steps by itself. Watch the curves bend.',
    command: '',
  });
  release();
});

test('what does not answer is named, and no stage is claimed', () => {
  for (const [running, said] of [
    [{ variant: undefined, indexValid: false }, 'The feed API does not answer'],
    [{ variant: 'fixed', indexValid: undefined }, 'PostgreSQL does not answer'],
  ] as const) {
    const { state, stages, next } = labView({ ...look, running });
    assert.equal(state, said);
    assert.ok(stages.every((stage) => stage.state === 'ahead'));
    assert.equal(next.command, 'make up TARGET=local');
  }
});

test('the own variant is at no stage until a load test has shown it', () => {
  const { state, stages } = labView({ ...look, running: { variant: 'mine', indexValid: true } });
  assert.equal(state, 'your own variant');
  assert.ok(stages.every((stage) => stage.state === 'ahead'));
});

test('after a load test of the own variant, the next step is to have it judged', () => {
  const running = { variant: 'mine', indexValid: false } as const;
  const results = [{ ...measured('2026-01-02T03:01:00.000Z'), variant: 'mine' }];
  const deployed = (at: string) => [{ kind: 'deployment', at, text: '', label: 'mine' }] as const;
  assert.match(
    labView({ ...look, running, results, annotations: [...deployed('2026-01-02T03:00:00.000Z')] }).next.command,
    /verify/,
  );
  assert.match(
    labView({ ...look, running, results, annotations: [...deployed('2026-01-02T03:02:00.000Z')] }).next.command,
    /loadtest/,
  );
});

test('what the own variant measured stands in for a stage that has no other result, with its plan', () => {
  const mine: Result = { ...measured('2026-01-02T03:01:00.000Z'), stage: 'pooled', variant: 'mine' };
  const { results, plans } = labView({ ...look, results: [mine] });
  assert.deepEqual(
    results.rows.map(({ cells, atMs }) => [cells[0], atMs > 0]),
    [
      ['Broken', false],
      ['After fix 1 (pooling), your own', true],
      ['After fix 2 (index)', false],
    ],
  );
  assert.equal(plans[0]?.title, 'Without the index: 5.0 ms');
});

test('what was done before there were curves is not drawn on them', () => {
  assert.deepEqual(labView({ ...look, sinceMs: Date.parse(deployed.at) + 1 }).annotations, []);
});

test('a load test whose verb was killed is over', () => {
  const begun: Annotation = { ...deployed, kind: 'load-begins', text: 'Load test begins' };
  assert.deepEqual(
    labView({ ...look, annotations: [deployed, begun] }).annotations.map(({ kind }) => kind),
    ['deployment'],
  );
});

test('stages before the one that runs are reached; the plan points at what matters', () => {
  const view = labView({
    ...look,
    running: { variant: 'fixed', indexValid: true },
    results: [measured('2026-01-02T03:01:00.000Z')],
  });
  assert.deepEqual(
    view.stages.map(({ state }) => state),
    ['reached', 'reached', 'now'],
  );
  assert.match(view.plans[0]?.lines[0]?.remark ?? '', /every post/);
});
