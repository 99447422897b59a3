import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseHTML } from 'linkedom/worker';
import { exampleResult, exampleSeries } from '../../tools/sandbox/example-result.ts';
import { reportPage } from '../results/report/page.ts';
import { rowViews } from './panel-values.ts';

// JavaScript for browsers, whose types are checked apart from these.
const { colorOf } = await import(new URL('page/colors.js', import.meta.url).href);

test('the parts of a request have the same names, order and colors on the live page and in the report', async () => {
  const panel = rowViews.flatMap(({ panels }) => panels).find(({ id }) => id === 'request-parts');
  const onPage = Object.keys(panel?.colors ?? {}).map((name, index) => [name, `var(${colorOf(panel, name, index)})`]);
  const results = { pooled: exampleResult('pooled', exampleSeries) };
  const { document } = parseHTML(await reportPage({ schema: 1, results }));
  const inReport = [...document.querySelectorAll('.legend .swatch')].map((swatch) => [
    swatch.parentElement?.textContent?.trim(),
    swatch.getAttribute('style')?.replace('background:', ''),
  ]);
  assert.equal(onPage.length, 4);
  assert.deepEqual(inReport, onPage);
});

test('each of their colors has the same value on the live page and in the report, in light and dark', () => {
  const valuesOf = (file: string) => {
    const css = readFileSync(new URL(file, import.meta.url), 'utf8');
    return [...css.matchAll(/--(purple|orange|blue|green): .*/g)].map(([line]) => line).sort();
  };
  const onPage = valuesOf('page/style.css');
  assert.equal(onPage.length, 8);
  assert.deepEqual(valuesOf('../results/report/style.css'), onPage);
});
