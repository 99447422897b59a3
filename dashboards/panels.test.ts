import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { moments } from './annotations.ts';
import { dashboardFile, dashboardText } from './file.ts';
import { rows } from './panels.ts';

const panels = rows.flatMap((row) => row.panels);

test('the dashboard in the chart is the one that panels.ts describes (else: make dashboard)', () => {
  assert.equal(readFileSync(dashboardFile, 'utf8'), dashboardText());
});

test('title, uid, refresh and time range are as other things rely on', () => {
  const { title, uid, refresh, time } = JSON.parse(dashboardText());
  assert.deepEqual(
    { title, uid, refresh, time },
    {
      title: 'Scenario 1 — Connection Pools and Database Indexes',
      uid: 'feed-lab-scenario-1',
      refresh: '5s',
      time: { from: 'now-5m', to: 'now' },
    },
  );
});

test('the four panels that everybody looks at come first', () => {
  assert.deepEqual(
    rows[0]?.panels.map(({ title }) => title),
    ['Successful Requests', 'Response Latency', 'Error Rate', 'Success Rate %'],
  );
});

test('every panel has an id of its own and explains itself', () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { id, description } of panels) assert.ok(description.length > 80, id);
});

test('no query is left without an answer when everything is idle', () => {
  for (const { id, queries } of panels)
    for (const { expression } of queries) assert.match(expression, / or on\(\) vector\(0\)$/, id);
});

test('every moment on the dashboard is a line through all panels, with its words', () => {
  const { list } = JSON.parse(dashboardText()).annotations;
  assert.deepEqual(
    list.map(({ name }: { name: string }) => name),
    ['What was done', ...moments.map(({ name }) => name)],
  );
  assert.deepEqual(list[0].target.tags, ['feed-lab']);
  for (const { words, expression } of moments) {
    const [, label = ''] = /\{\{(\w+)\}\}/.exec(words) ?? [];
    assert.ok(expression.includes(`by (${label})`), words);
  }
});
