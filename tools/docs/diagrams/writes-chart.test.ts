import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRun, writeKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { scaleOptions } from '../../../scripts/experiments/scale-options/scale-options.ts';
import { batches, single } from '../../../scripts/experiments/writes/write-forms.ts';
import { writes } from '../../../scripts/experiments/writes/writes.ts';
import { boundsIn, textsIn } from '../../sandbox/picture-bounds.ts';
import { diagramFiles } from './diagrams.ts';
import { writesChart } from './writes-chart.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-writes-'));
after(() => rmSync(folder, { recursive: true }));

const row = (option: string, form: string, targetRowsPerSecond: number, feedP99Ms: number, successRate: number) => ({
  ...{ option, form, targetRowsPerSecond, feedP99Ms, successRate },
  ...{ lowestFeedP99Ms: feedP99Ms * 0.8, highestFeedP99Ms: feedP99Ms * 1.3 },
});
const { noIndex, index } = scaleOptions;
const rows = Object.values(scaleOptions).flatMap(({ name }, place) => [
  ...[1000, 10_000].map((rate) =>
    name === noIndex.name
      ? row(name, batches.title, rate, 29_000, 0.125)
      : row(name, batches.title, rate, rate / 25 + place, 1),
  ),
  row(name, single.title, 1000, 1, 1),
]);
writeKeptRun(createRun(writes, new Date(0), { posts: 10_000_000, rows }), folder);

test('every option and every rate has a line, and no other form; who is not answered is red', () => {
  const { alternativeText } = writesChart(folder);
  assert.match(alternativeText, /10,000,000 posts/);
  assert.match(alternativeText, /no index: 1,000 rows a second: 12 % answered; 10,000 rows a second: 12 % answered\./);
  assert.match(
    alternativeText,
    new RegExp(`${index.name}: 1,000 rows a second: 41.0 ms; 10,000 rows a second: 401 ms`),
  );
});

test('all of it is inside the frame, and large enough for a phone', () => {
  const diagram = writesChart(folder);
  for (const { text } of diagramFiles(diagram)) {
    assert.ok(Math.min(...textsIn(text).map(({ size }) => size)) >= 12);
    for (const { what, left, right, top, bottom } of boundsIn(text)) {
      assert.ok(left >= 0 && right <= diagram.width, `${what}: ${left} to ${right}, across`);
      assert.ok(top >= 0 && bottom <= diagram.height, `${what}: ${top} to ${bottom}, down`);
    }
  }
});
