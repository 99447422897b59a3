// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { derivedAnnotations } from './annotations.ts';
import { dashboardFile, dashboardText } from './generated-files.ts';
import { noDataYet, rows } from './panels.ts';

const panels = rows.flatMap((row) => row.panels);

test('the dashboard in the chart is generated from panels.ts (if not, run make dashboard)', () => {
  assert.equal(readFileSync(dashboardFile, 'utf8'), dashboardText());
});

test('the title, uid, refresh interval and time range are those that links and pages use', () => {
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

test('the four panels of the scenario come first', () => {
  assert.deepEqual(
    rows[0]?.panels.map(({ title }) => title),
    ['Successful Requests', 'Response Latency', 'Error Rate', 'Success Rate %'],
  );
});

test('every panel has a unique id and a description', () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { id, description } of panels) assert.ok(description.replace(noDataYet, '').length > 80, id);
});

test('every query returns 0 when everything is idle', () => {
  for (const { id, queries } of panels)
    for (const { expression } of queries) assert.match(expression, / or on\(\) vector\(0\)$/, id);
});

test('the dashboard has every annotation, and its text uses a label of the query', () => {
  const { list } = JSON.parse(dashboardText()).annotations;
  assert.deepEqual(
    list.map(({ name }: { name: string }) => name),
    ['Lab commands', ...derivedAnnotations.map(({ name }) => name)],
  );
  assert.deepEqual(list[0].target.tags, ['feed-lab']);
  for (const { text, expression } of derivedAnnotations) {
    const [, label = ''] = /\{\{(\w+)\}\}/.exec(text) ?? [];
    assert.ok(expression.includes(`by (${label})`), text);
  }
});
