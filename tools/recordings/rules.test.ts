import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  alerts,
  errorBudget,
  latencyLimitSeconds,
  longestQueueWaitSeconds,
  runbookOf,
} from '../../dashboards/alerts.ts';
import { rulesFile, rulesText } from '../../dashboards/generated-files.ts';
import { rows } from '../../dashboards/panels.ts';
import { recorded } from '../../dashboards/promql.ts';
import { recordingRules, withoutRecordings } from '../../dashboards/recording-rules.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { findTool, run } from '../../scripts/lib/run.ts';
import { expectedAlerts, stageNames } from '../../scripts/scenario/stages.ts';
import { minPooledMeanMs, reliableSuccessRate } from '../../scripts/scenario/story.ts';

const handWrittenCases = `${projectFolder}dashboards/rules-that-fire.yaml`;
const promtool = await findTool('promtool');
const withPromtool = { skip: promtool ? false : 'promtool is not installed; make e2e requires it' };

const expressions = rows
  .flatMap(({ panels }) => panels)
  .flatMap(({ queries }) => queries.map((query) => query.expression));

test('the rules in the chart are those of dashboards/rules.ts (`make dashboard` writes them)', () => {
  assert.equal(readFileSync(rulesFile, 'utf8'), rulesText());
});

test('the recording rules are exactly those that panels and alerts use', () => {
  const used = [...expressions, ...alerts.map(({ expression }) => expression)].join(' ');
  const names = new Set(used.match(/\bfeed:[\w:]+/g));
  assert.deepEqual([...names].sort(), recordingRules.map(({ record }) => record).sort());
});

test("panels use the release's recorded series whole, so that each can be replaced by its expression", () => {
  for (const expression of expressions) {
    assert.doesNotMatch(expression, /\bfeed:[\w:]+(?:\{[^}]*\})?\s*(?:\[|offset|@)/, expression);
    assert.doesNotMatch(withoutRecordings(expression), /feed:/);
  }
  const pool = recorded('feed:connections:sum');
  assert.equal(
    withoutRecordings(`2 * ${pool}`),
    '2 * (sum by (state) (db_client_connection_count{job="feed-lab-api",namespace="feed-lab"}))',
  );
  for (const series of ['feed:connections:sum', pool.replace('}', ',state="idle"}'), recorded('feed:nothing:sum')])
    assert.throws(() => withoutRecordings(series), /there is no recording rule for feed:/, series);
});

test('each alert has its section in docs/alerts.md, and each section its alert', () => {
  const page = readFileSync(`${projectFolder}docs/alerts.md`, 'utf8');
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, name = '']) => name);
  assert.deepEqual(sections.sort(), alerts.map(({ name }) => name).sort());
  for (const alert of alerts) assert.equal(runbookOf(alert), `docs/alerts.md#${alert.name.toLowerCase()}`);
});

test('the alerts have the connection timeout of the shared pool', () => {
  const pool = readFileSync(`${projectFolder}app/src/database/shared-pool.ts`, 'utf8');
  const [, limit] = /connectionTimeoutMillis: (\d+)/.exec(pool) ?? [];
  assert.equal(Number(limit), longestQueueWaitSeconds * 1000);
});

test('the alerts have the limits of the scenario', () => {
  assert.equal((1 - reliableSuccessRate).toFixed(6), errorBudget.toFixed(6));
  assert.equal(latencyLimitSeconds * 1000, minPooledMeanMs);
});

const promtoolTests: [behaviour: string, args: string[]][] = [
  ['the rules are valid', ['check', 'rules', rulesFile]],
  ...stageNames.map((stage): [string, string[]] => [
    `a real load test of the stage ${stage} fires its alerts and no other`,
    ['test', 'rules', `${projectFolder}dashboards/recorded/${stage}.yaml`],
  ]),
  [
    'the other alerts fire above their limits and not below, and never for another application',
    ['test', 'rules', handWrittenCases],
  ],
];

for (const [behaviour, args] of promtoolTests)
  test(behaviour, withPromtool, async () => {
    const { exitCode, stdout, stderr } = await run('checks')`promtool ${args}`;
    assert.equal(exitCode, 0, `${stdout}${stderr}`);
  });

test('every alert fires in a load test of the story or in a handwritten case', () => {
  const handWritten = readFileSync(handWrittenCases, 'utf8');
  const underLoad = Object.values(expectedAlerts).flat();
  const unseen = alerts.filter(
    ({ name }) => !underLoad.includes(name) && !handWritten.includes(`{alertname="${name}"}'`),
  );
  assert.deepEqual(unseen, []);
});
