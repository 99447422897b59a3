// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { alerts } from './alerts.ts';
import { derivedAnnotations } from './annotations.ts';
import { rows } from './panels.ts';
import { recorded } from './promql.ts';
import { recordingRules } from './recording-rules.ts';
import { apiJob, podPattern, postgresJob } from './release-labels.ts';
import { buildRules } from './rules.ts';

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

test('every selector matches only series of one release, even in a Prometheus shared with others', () => {
  const isOwn =
    /\{(?:job="feed-lab-(?:api|postgres-exporter|load-test)",namespace="feed-lab"|namespace="feed-lab",pod=~"feed-lab-[^"]+")[,}]/;
  const selectors = expressions.flatMap(selectorsIn);
  assert.ok(selectors.length >= expressions.length);
  assert.deepEqual(
    selectors.filter((selector) => !isOwn.test(selector)),
    [],
  );
});

test("a release's pods are told apart from those of a release whose name starts with its name", () => {
  // Prometheus matches the whole value.
  const isOwnPod = (pod: string) => new RegExp(`^(?:${podPattern})$`).test(pod);
  for (const pod of ['feed-lab-api-77fdbb9c6d-nvxd2', 'feed-lab-api-77fdbb9c6nvxd2', 'feed-lab-postgres-0'])
    assert.ok(isOwnPod(pod), pod);
  for (const pod of [
    'feed-lab-postgres-exporter-5d4b8c7f9-x2k4q',
    'feed-lab-two-api-77fdbb9c6d-nvxd2',
    'feed-lab-two-postgres-0',
    'feed-lab-api-api-77fdbb9c6d-nvxd2',
    'feed-lab-api-postgres-0',
    'feed-lab-postgres-api-77fdbb9c6d-nvxd2',
    'feed-lab-postgres-postgres-0',
  ])
    assert.ok(!isOwnPod(pod), pod);
});

test('the recorded series carry the labels that select them', () => {
  const { groups } = buildRules();
  const recordings = groups.flatMap(({ rules }) => rules).filter((rule) => 'record' in rule);
  assert.equal(recordings.length, recordingRules.length);
  for (const { record, labels } of recordings) {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    assert.equal(recorded(record), `${record}{${matchers}}`);
  }
});

test('the chart sets the job labels that the queries select', () => {
  const [, name] = /^name: (.+)$/m.exec(chart('Chart.yaml')) ?? [];
  const monitor = chart('templates/monitoring/_service-monitor.tpl');
  assert.ok(
    monitor.includes('{ targetLabel: job, replacement: {{ include "feed-lab.fullname" .root }}-{{ .component }} }'),
  );
  const templates = ['service-monitor.yaml', 'postgres-exporter.yaml'].map((file) =>
    chart(`templates/monitoring/${file}`),
  );
  const jobs = templates.map(
    (text) => `${name}-${/"feed-lab.serviceMonitor" .*"component" "([\w-]+)"/.exec(text)?.[1]}`,
  );
  assert.deepEqual(jobs, [apiJob, postgresJob]);
});
