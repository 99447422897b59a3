import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { scaleOptions } from '../../../scripts/experiments/scale-options/scale-options.ts';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { writesChart } from './writes-chart.ts';

const runs = exampleRuns();
after(() => runs.remove());

test('every option and every rate has a line, and no other form; one that answers too few says how many', () => {
  const { alternativeText } = writesChart(runs.folder);
  assert.match(alternativeText, /10,000,000 posts/);
  assert.match(alternativeText, /no index: 1,000 rows a second: 12 % answered; 10,000 rows a second: 12 % answered\./);
  assert.match(
    alternativeText,
    new RegExp(`${scaleOptions.index.name}: 1,000 rows a second: 41.0 ms; 10,000 rows a second: 401 ms`),
  );
});
