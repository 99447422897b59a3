import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alerts } from '../../dashboards/alerts.ts';
import { dashboardText } from '../../dashboards/generated-files.ts';
import { rows } from '../../dashboards/panels.ts';
import { findSpoilers } from '../../tools/sandbox/given-away.ts';
import type { Result } from '../results/result.ts';
import { describeDeployment } from '../scenario/annotation-texts.ts';
import type { LabSnapshot } from './lab-snapshot.ts';
import { labView } from './lab-view.ts';

// What learners see before they look for the cause tells symptoms, not the cause or the fix.

const assertNoSpoiler = (text: string, where: string) => assert.deepEqual(findSpoilers(text), [], `${where}: ${text}`);

const broken = {
  stage: 'broken',
  variant: 'broken',
  startedAt: '2026-01-02T03:01:00.000Z',
  successRate: 0.01,
  requests: 100,
  requestsPerSecond: 10,
  latencyMs: { mean: 1, p99: 2 },
  posts: 10_000,
  evidence: {
    connectionsOpened: 100,
    plan: { executionMs: 5, node: 'Seq Scan', index: null, rowsRead: 10_000, lines: ['Seq Scan on posts'] },
  },
} as unknown as Result;

const snapshot: LabSnapshot = {
  running: { variant: 'broken', indexValid: false },
  target: 'local',
  labFolder: '/nonexistent',
  results: [broken],
  annotations: [{ ...describeDeployment('broken'), at: '2026-01-02T03:00:00.000Z' }],
  sinceMs: 0,
};

/** All strings of the view. The lines of the plans are not among them: the page folds those. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsOf);
const visibleTexts = ({ plans, ...view }: ReturnType<typeof labView>) =>
  textsOf({ ...view, planTitles: plans.map(({ title }) => title) });

test('the live page of the broken stage, measured or not, tells no cause', () => {
  for (const results of [[], [broken]])
    for (const text of visibleTexts(labView({ ...snapshot, results }))) assertNoSpoiler(text, 'live page');
});

test("nor does that of a learner's own variant that has not fixed anything yet", () => {
  const running = { variant: 'mine', indexValid: false } as const;
  const results = [broken, { ...broken, variant: 'mine' } as Result];
  for (const text of visibleTexts(labView({ ...snapshot, running, results }))) assertNoSpoiler(text, 'live page');
});

test('the test above can fail: after fix 1 the page names it', () => {
  const results = [broken, { ...broken, stage: 'pooled', successRate: 1 } as Result];
  const view = labView({ ...snapshot, running: { variant: 'fixed', indexValid: false }, results });
  assert.ok(findSpoilers(visibleTexts(view).join('\n')).length > 0);
});

test('the page folds the plans, behind a summary that tells nothing, and has no spoiler of its own', () => {
  const page = readFileSync(new URL('page/index.html', import.meta.url), 'utf8');
  assert.match(page, /<details id="plans-fold"[^>]*>\s*<summary>[^<]+<\/summary>\s*<section id="plans"/);
  assert.doesNotMatch(page, /<details[^>]*\sopen/);
  assertNoSpoiler(
    page.replace(/<(script|link)[^>]*>|id="[^"]*"|tabindex|<!--.*?-->|<!doctype[^>]*>/g, ''),
    'index.html',
  );
});

test('no description in the dashboard, and no alert, tells a cause or what a stage will show', () => {
  const dashboard = JSON.parse(dashboardText());
  assertNoSpoiler(dashboard.description, 'dashboard');
  // The title is the scenario's, and the legends of Rows Read of posts are PostgreSQL's statistics.
  for (const { title = '', description = '' } of dashboard.panels as { title?: string; description?: string }[]) {
    assertNoSpoiler(title, 'title');
    assertNoSpoiler(description, title);
    assert.doesNotMatch(description, /broken|fix 1|fix 2/i, title);
  }
  for (const { name, summary, description } of alerts) assertNoSpoiler(`${summary} ${description}`, name);
});

test('every description asks the reader to look for something', () => {
  for (const { title, description } of rows.flatMap(({ panels }) => panels))
    assert.match(description, /\?|compare|look at|watch|look for/i, title);
});
