// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { derivedAnnotations } from './annotations.ts';
import { dashboardFile, dashboardText } from './generated-files.ts';
import { idleText } from './panel.ts';
import { noDataYet, rows } from './panels.ts';

/** What the tests below read of the generated JSON. */
interface GrafanaPanel {
  type: string;
  title: string;
  interval?: string;
  options?: { reduceOptions?: { calcs: string[] } };
  fieldConfig: {
    defaults: {
      mappings?: { type: string; options: { match: string; result: object } }[];
      thresholds: { steps: { value: number | null; color: string }[] };
    };
    overrides: { matcher: { id: string; options: string }; properties: { id: string; value: unknown }[] }[];
  };
  targets?: { expr: string; interval?: string; instant: boolean }[];
}

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
  for (const panel of panels) assert.ok(panel.description.replace(noDataYet(panel), '').length > 80, panel.id);
});

test('every curve is 0 when everything is idle', () => {
  for (const { id, queries, shape } of panels)
    for (const { expression } of queries)
      if (shape !== 'number') assert.match(expression, / or on\(\) vector\(0\)$/, id);
});

const inGrafana: GrafanaPanel[] = JSON.parse(dashboardText()).panels;

test('a number is NaN without requests, which Grafana shows as "idle", neither red nor green', () => {
  const numbers = inGrafana.filter(({ type }) => type === 'stat');
  assert.equal(numbers.length, 1);
  for (const { title, options, fieldConfig, targets = [] } of numbers) {
    // lastNotNull, Grafana's default, would skip NaN.
    assert.deepEqual(options?.reduceOptions?.calcs, ['last'], title);
    const { mappings, thresholds } = fieldConfig.defaults;
    const [neutral, ...levels] = thresholds.steps.map(({ color }) => color);
    assert.deepEqual(
      mappings?.map((mapping) => [mapping.type, mapping.options.match, mapping.options.result]),
      [['special', 'nan', { text: idleText, color: neutral }]],
    );
    assert.deepEqual(levels, ['red', 'yellow', 'green']);
    assert.equal(thresholds.steps[1]?.value, 0, 'a success rate of 0 % is red');
    for (const { expr, instant } of targets) {
      assert.ok(instant, 'the current value, not the last one of the time range');
      assert.doesNotMatch(expr, / or on\(\) vector\(0\)$/);
    }
  }
});

test('the parts of a request have their colors in Grafana, which chooses those of all other curves', () => {
  const colored = inGrafana.filter(({ fieldConfig }) => fieldConfig?.overrides.length > 0);
  assert.deepEqual(
    colored.map(({ title, fieldConfig }) => [
      title,
      fieldConfig.overrides.map(({ matcher, properties }) => [matcher.id, matcher.options, ...properties]),
    ]),
    [
      [
        'Where the Time Goes',
        [
          ['opening a connection', 'purple'],
          ['waiting for a free connection', 'orange'],
          ['query', 'blue'],
          ['the rest', 'green'],
        ].map(([legend, fixedColor]) => ['byName', legend, { id: 'color', value: { mode: 'fixed', fixedColor } }]),
      ],
    ],
  );
});

test('every target has the scrape interval as its min step, and every panel as its min interval', () => {
  for (const { title, interval, targets } of inGrafana.filter(({ type }) => type !== 'row')) {
    assert.equal(interval, '5s', title);
    assert.ok(targets && targets.length > 0, title);
    for (const target of targets) assert.equal(target.interval, '5s', title);
  }
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
