import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alerts, longestQueueWaitSeconds, runbookOf } from '../../dashboards/alerts.ts';
import { rulesFile, rulesText } from '../../dashboards/file.ts';
import { rows } from '../../dashboards/panels.ts';
import { recordingRules, withoutRecordings } from '../../dashboards/recording-rules.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { findTool, run } from '../../scripts/lib/run.ts';
import { expectedAlerts } from '../../scripts/scenario/stages.ts';

const top = projectFolder;
const recordedFolder = `${top}dashboards/recorded`;
const madeByHand = `${top}dashboards/rules-that-fire.yaml`;
const promtool = await findTool('promtool');
const withPromtool = { skip: promtool ? false : 'promtool is not installed; make e2e requires it' };

const expressions = rows
  .flatMap(({ panels }) => panels)
  .flatMap(({ queries }) => queries.map((query) => query.expression));

test('the rules in the chart are those of dashboards/rules.ts (else: make dashboard)', () => {
  assert.equal(readFileSync(rulesFile, 'utf8'), rulesText());
});

test('every recorded name that a panel or an alert asks for is recorded, and every one is asked for', () => {
  const asked = [...expressions, ...alerts.map(({ expression }) => expression)].join(' ');
  const names = new Set(asked.match(/\bfeed:[\w:]+/g));
  assert.deepEqual([...names].sort(), recordingRules.map(({ record }) => record).sort());
});

test('panels use recorded names bare, so that an expression can stand in for each', () => {
  for (const expression of expressions) {
    assert.doesNotMatch(expression, /\bfeed:[\w:]+\s*(?:[{[]|offset|@)/, expression);
    assert.doesNotMatch(withoutRecordings(expression), /feed:/);
  }
  assert.equal(
    withoutRecordings('2 * feed:pool_connections:sum'),
    '2 * (sum by (state) (db_pool_connections{job="feed-lab-api"}))',
  );
  assert.throws(() => withoutRecordings('feed:nothing:sum'), /nothing records feed:nothing:sum/);
});

test('each alert has its section in docs/alerts.md, and each section its alert', () => {
  const sections = [...readFileSync(`${top}docs/alerts.md`, 'utf8').matchAll(/^## (.+)$/gm)].map(
    ([, name = '']) => name,
  );
  assert.deepEqual(sections.sort(), alerts.map(({ name }) => name).sort());
  for (const alert of alerts) assert.equal(runbookOf(alert), `docs/alerts.md#${alert.name.toLowerCase()}`);
});

test('the alerts know how long the pool of the API lets a request wait', () => {
  const pool = readFileSync(`${top}app/src/database/shared-pool.ts`, 'utf8');
  const [, limit] = /connectionTimeoutMillis: (\d+)/.exec(pool) ?? [];
  assert.equal(Number(limit), longestQueueWaitSeconds * 1000);
});

test('promtool finds the rules right', withPromtool, async () => {
  const { exitCode, stdout, stderr } = await run()`promtool check rules ${rulesFile}`;
  assert.equal(exitCode, 0, `${stdout}${stderr}`);
});

async function passes(file: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run()`promtool test rules ${file}`;
  assert.equal(exitCode, 0, `${stdout}${stderr}`);
}

for (const stage of ['broken', 'pooled', 'indexed'])
  test(
    `a real load test of the stage ${stage} sets off the alerts that it should, and no other`,
    withPromtool,
    async () => {
      assert.ok(readdirSync(recordedFolder).includes(`${stage}.yaml`));
      await passes(`${recordedFolder}/${stage}.yaml`);
    },
  );

test(
  'the alerts that no stage sets off fire above their limits and not below, and never for another application',
  withPromtool,
  async () => {
    await passes(madeByHand);
  },
);

test('every alert is seen to fire: under a load test of the story, or in the cases made by hand', () => {
  const handMade = readFileSync(madeByHand, 'utf8');
  const underLoad = Object.values(expectedAlerts).flat();
  const unseen = alerts.filter(({ name }) => !underLoad.includes(name) && !handMade.includes(`{alertname="${name}"}'`));
  assert.deepEqual(unseen, []);
});
