// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { alerts } from './alerts.ts';
import { derivedAnnotations } from './annotations.ts';
import { apiJob, postgresJob } from './jobs.ts';
import { rows } from './panels.ts';
import { recordingRules } from './recording-rules.ts';

const chart = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../charts/feed-lab/${file}`, import.meta.url)), 'utf8');

const queries = rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
const expressions = [...queries, ...recordingRules, ...alerts, ...derivedAnnotations].map(
  ({ expression }) => expression,
);

function selectorsIn(expression: string): string[] {
  const selectors: string[] = [];
  const readable = expression.replaceAll('$__rate_interval', '20s');
  parser.parse(readable).iterate({
    enter({ name, from, to }) {
      if (name === 'VectorSelector') selectors.push(readable.slice(from, to));
    },
  });
  return selectors;
}

test('every selector matches only series of the lab, even in a shared Prometheus', () => {
  const isOwn =
    /^(?:feed:|k6_lab_)|\{(?:job="feed-lab-(?:api|postgres-exporter)"|namespace="feed-lab"|testrun_name=~"k6-feed-\.\*")[,}]/;
  const selectors = expressions.flatMap(selectorsIn);
  assert.ok(selectors.length >= expressions.length);
  assert.deepEqual(
    selectors.filter((selector) => !isOwn.test(selector)),
    [],
  );
});

test('the chart sets the job labels that the queries select', () => {
  const [, name] = /^name: (.+)$/m.exec(chart('Chart.yaml')) ?? [];
  const monitor = chart('templates/monitoring/_service-monitor.tpl');
  assert.ok(monitor.includes('{ targetLabel: job, replacement: {{ .root.Chart.Name }}-{{ .component }} }'));
  const templates = ['service-monitor.yaml', 'postgres-exporter.yaml'].map((file) =>
    chart(`templates/monitoring/${file}`),
  );
  const jobs = templates.map(
    (text) => `${name}-${/"feed-lab.serviceMonitor" .*"component" "([\w-]+)"/.exec(text)?.[1]}`,
  );
  assert.deepEqual(jobs, [apiJob, postgresJob]);
});
