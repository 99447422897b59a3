// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMetrics } from '../../../app/src/metrics/metrics.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { chartReadme, readChartValues } from './chart-values.ts';
import { databaseMetricNames } from './metric-names-section.ts';
import { referenceText } from './reference.ts';

test('docs/reference.md matches the code (`make docs` writes it)', async () => {
  const lines = readText(join(projectFolder, 'docs/reference.md')).split('\n');
  const expected = (await referenceText()).split('\n');
  // Only the first difference: the whole file twice would be unreadable.
  const first = expected.findIndex((line, index) => line !== lines[index]);
  assert.equal(lines[first], expected[first]);
  assert.equal(lines.length, expected.length);
});

test('each new name in the table of database metrics is the name of a metric', async () => {
  const { registry } = createMetrics({ version: '', variant: '' });
  const page = await registry.metrics();
  for (const [, now] of databaseMetricNames) {
    const [name = ''] = /^\w+/.exec(now) ?? [];
    assert.ok(page.includes(`\n# TYPE ${name.replace(/_count$/, '')} `) || page.includes(`\n# TYPE ${name} `), name);
  }
});

test('the README of the chart has its values (`make docs` writes it)', () => {
  const { file, text } = chartReadme();
  assert.equal(readText(file), text);
});

test('each value of the chart gets the comment that is about it', () => {
  const meanings = new Map(readChartValues().map(({ path, comment }) => [path, comment]));
  assert.match(String(meanings.get('api.image.tag')), /^the variant, broken or fixed, of the newest release/);
  assert.equal(meanings.get('seed.users'), meanings.get('seed.posts'));
  assert.match(String(meanings.get('api.resources.limits')), /^`cpu` sets the pace/);
  assert.equal(meanings.get('api.image.pullPolicy'), '');
});
