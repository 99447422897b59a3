import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { YAML } from 'zx';
import { dashboardFile, rulesFile } from '../../dashboards/generated-files.ts';
import { findTool, run } from '../../scripts/lib/run.ts';
import { findManifest, type Rendering, renderChart, withHelm } from './render-chart.ts';

const { skip } = withHelm;
const skipRules = skip || ((await findTool('promtool')) ? false : 'promtool is not installed; make e2e requires it');

/** A namespace of digits, because YAML would read it as a number. */
const other = { release: 'odd-feed-lab-2', namespace: '20260102' };
const feedLab = { release: 'feed-lab', namespace: 'feed-lab' };

/** Monitoring without kube-prometheus-stack. */
const withoutStack = ['--set', 'monitoring.enabled=false'];

interface Rule {
  expr: string;
  record?: string;
  labels: Record<string, string>;
  annotations?: { runbook_url: string };
}
type Rules = { groups: { rules: Rule[] }[] };

const render = async (rendering: Rendering & { release: string }) => {
  const manifests = await renderChart({ ...rendering, flags: [...withoutStack, ...(rendering.flags ?? [])] });
  const rules = findManifest(manifests, 'PrometheusRule', rendering.release).spec as Rules;
  const [[file = '', text = ''] = []] = Object.entries(
    findManifest(manifests, 'ConfigMap', `${rendering.release}-dashboard`).data ?? {},
  );
  return { manifests, rules, file, dashboard: JSON.parse(text) };
};

/** Every PromQL expression of rules and dashboards, whatever contains it. */
function expressionsIn(document: unknown): string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) => (key === 'expr' ? [String(value)] : expressionsIn(value)));
}

test('for release feed-lab in namespace feed-lab, the chart renders the generated files unchanged', {
  skip,
}, async () => {
  // The only value that is not the same in the file.
  const flags = ['--set', 'monitoring.rules.docsUrl=docs'];
  const { rules, file, dashboard } = await render({ ...feedLab, flags });
  assert.deepEqual(rules, YAML.parse(await readFile(rulesFile, 'utf8')));
  assert.equal(file, 'feed-lab-scenario-1.json');
  assert.deepEqual(dashboard, JSON.parse(await readFile(dashboardFile, 'utf8')));
});

test('another release has rules, a dashboard and scrape jobs of its own', { skip }, async () => {
  const { manifests, rules, file, dashboard } = await render(other);
  const expressions = expressionsIn([rules, dashboard]);
  assert.ok(expressions.length > 30, `${expressions.length} expressions`);
  assert.deepEqual(
    expressions.filter((expression) => /"feed-lab["-]/.test(expression)),
    [],
  );
  for (const matchers of [
    'job="odd-feed-lab-2-api",namespace="20260102"',
    'job="odd-feed-lab-2-postgres-exporter",namespace="20260102"',
    'job="odd-feed-lab-2-load-test",namespace="20260102"',
    'namespace="20260102",pod=~"odd-feed-lab-2-(api|postgres)-',
  ])
    assert.ok(
      expressions.some((expression) => expression.includes(matchers)),
      matchers,
    );

  const recordings = rules.groups.flatMap((group) => group.rules).filter(({ record }) => record);
  assert.ok(recordings.length > 0);
  for (const { labels } of recordings) assert.deepEqual(labels, { job: 'odd-feed-lab-2-api', namespace: '20260102' });

  const jobs = manifests
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .map(({ spec }) => JSON.stringify(spec).match(/"replacement":"(.*?)"/)?.[1]);
  assert.deepEqual(jobs.sort(), ['odd-feed-lab-2-api', 'odd-feed-lab-2-postgres-exporter']);

  assert.match(dashboard.uid, /^feed-lab-scenario-1-[0-9a-f]{12}$/);
  assert.ok(dashboard.uid.length <= 40);
  assert.equal(file, `${dashboard.uid}.json`);
  assert.match(dashboard.title, /^Scenario 1 — .* \(20260102\/odd-feed-lab-2\)$/);
});

test('each release in each namespace has its own uid', { skip }, async () => {
  const releases = ['feed-lab', 'feed-lab-2'].flatMap((release) =>
    ['feed-lab', 'team-a'].map((namespace) => render({ release, namespace })),
  );
  const uids = (await Promise.all(releases)).map(({ dashboard }) => dashboard.uid);
  assert.equal(new Set(uids).size, 4);
});

test('Prometheus accepts the rules of another release', { skip: skipRules }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-lab-rules-'));
  try {
    const file = join(folder, 'rules.yaml');
    await writeFile(file, YAML.stringify((await render(other)).rules));
    const { exitCode, stdout, stderr } = await run('checks')`promtool check rules ${file}`;
    assert.equal(exitCode, 0, `${stdout}${stderr}`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('every alert has the severity and the link from the values, and its own level', { skip }, async () => {
  const flags = [
    '--set',
    'monitoring.rules.severity=none',
    '--set',
    'monitoring.rules.docsUrl=https://example.com/docs/',
  ];
  const { rules } = await render({ ...other, flags });
  const alerts = rules.groups.flatMap((group) => group.rules).filter(({ record }) => !record);
  assert.ok(alerts.length > 0);
  for (const { labels, annotations } of alerts) {
    assert.equal(labels.severity, 'none');
    assert.match(labels.level ?? '', /^(critical|warning)$/);
    assert.match(annotations?.runbook_url ?? '', /^https:\/\/example\.com\/docs\/alerts\.md#feed/);
  }
});

test('rules, dashboard and scraping can each be installed alone', { skip }, async () => {
  const parts = { rules: 'PrometheusRule', dashboard: 'ConfigMap', scraping: 'ServiceMonitor' };
  for (const [part, kind] of Object.entries(parts)) {
    const others = Object.keys(parts).filter((name) => name !== part);
    const flags = others.flatMap((name) => ['--set', `monitoring.${name}.enabled=false`]);
    const manifests = await renderChart({ ...other, flags: [...withoutStack, ...flags] });
    const kinds = manifests
      .filter(({ kind, metadata }) => Object.values(parts).includes(kind) && !/contract/.test(metadata.name))
      .map((manifest) => manifest.kind);
    assert.deepEqual([...new Set(kinds)], [kind], part);
  }
});

test('labels and annotations from the values are set on the objects', { skip }, async () => {
  const flags = [
    ...['--set', 'monitoring.rules.labels.release=stack', '--set', 'monitoring.scraping.labels.release=stack'],
    ...[
      '--set',
      'monitoring.dashboard.labels.grafana_dashboard=null',
      '--set',
      'monitoring.dashboard.labels.shown=yes',
    ],
    ...['--set', 'monitoring.dashboard.annotations.grafana_folder=Labs'],
  ];
  const manifests = await renderChart({ ...other, flags: [...withoutStack, ...flags] });
  assert.equal(findManifest(manifests, 'PrometheusRule', other.release).metadata.labels.release, 'stack');
  assert.equal(findManifest(manifests, 'ServiceMonitor', `${other.release}-api`).metadata.labels.release, 'stack');
  const { labels, annotations } = findManifest(manifests, 'ConfigMap', `${other.release}-dashboard`).metadata;
  assert.deepEqual([labels.shown, labels.grafana_dashboard], ['yes', undefined]);
  assert.deepEqual(annotations, { grafana_folder: 'Labs' });
});
