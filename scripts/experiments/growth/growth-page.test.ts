// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom/worker';
import { exampleGrowth } from '../../../tools/sandbox/example-growth.ts';
import { growthPage } from './growth-page.ts';
import { pagePoints } from './growth-points.ts';

const run = exampleGrowth();
const { document } = parseHTML(await growthPage(run));

test('the page has both charts, with all their numbers as text', () => {
  const charts = [...document.querySelectorAll('svg.chart')].map((chart) => chart.getAttribute('aria-label') ?? '');
  assert.match(charts[0] ?? '', /178 with 10,000 posts, predicted 178; .*1,730,005 with 100,000,000 posts/);
  assert.match(
    charts[1] ?? '',
    /With the index, first after a restart, the feed query takes: 0\.16\sms with 10,000 posts/,
  );
  assert.equal(charts.length, 2);
});

test('the predictions and the measurements of a kind are as many as there are sizes', () => {
  const [chart] = document.querySelectorAll('svg.chart');
  assert.equal(chart?.querySelectorAll('circle').length, 10);
  const lines = [...(chart?.querySelectorAll('g[stroke-dasharray] path') ?? [])].map((path) => path.getAttribute('d'));
  assert.deepEqual(
    lines.map((line) => line?.split('L').length),
    [5, 5],
  );
});

test('a latency that does not exist is a dash', () => {
  const rows = [...document.querySelectorAll('[aria-label="Under load"] tbody tr')];
  const row = rows.find((one) => /^10,000,000, no index/.test(one.textContent));
  const cells = [...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent);
  assert.deepEqual(cells.slice(-3), ['0\u00a0%', '–', '–']);
});

test('the run is embedded for programs', () => {
  const embedded = document.querySelector('#feed-lab-run')?.textContent ?? '';
  assert.deepEqual(JSON.parse(embedded), JSON.parse(JSON.stringify(run)));
});

test('a run without the tables of this experiment cannot be drawn, and the advice says how to get one', () => {
  assert.throws(() => pagePoints({ ...run, tables: {} }), {
    code: 'figure',
    whatToDo: 'Measure it again: make bench ARGS="growth --keep"',
  });
});
