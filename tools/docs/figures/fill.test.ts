import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { figuresOf } from './figures.ts';
import { fillPage } from './fill.ts';

const runs = exampleRuns();
after(() => runs.remove());
const lookUp = figuresOf(runs.folder);
const fill = (markdown: string) => fillPage('docs/page.md', markdown, lookUp);

test('a figure is put between its markers, and the page around it stays', () => {
  const { markdown, differences, problems } = fill('Only <!--=local.broken.successRate-->?<!--/--> *worked*.\n');
  assert.equal(markdown, 'Only <!--=local.broken.successRate-->0.03 %<!--/--> *worked*.\n');
  assert.deepEqual(differences, [{ line: 1, name: 'local.broken.successRate', is: '?', shouldBe: '0.03 %' }]);
  assert.deepEqual(problems, []);
});

test('a table stands between markers with lines of their own, with room around it', () => {
  const { markdown } = fill('Look:\n\n<!--=local.table-->\n<!--/-->\n\nSo.\n');
  const [before, head, rule, broken] = markdown
    .split('\n')
    .filter((line) => line !== '')
    .slice(1);
  assert.equal(before, '<!--=local.table-->');
  assert.equal(head, '| run | success rate | average latency | p99 latency | req/s |');
  assert.equal(rule, '|---|---:|---:|---:|---:|');
  assert.equal(broken, '| Broken | 0.03 % | 500 ms | 700 ms | 200 |');
  assert.match(markdown, /<!--=local\.table-->\n\n\|.*\|\n\n<!--\/-->\n\nSo\.\n$/s);
});

test('a block in a list is indented as its markers are', () => {
  const { markdown } = fill('- Look:\n\n  <!--=local.pooled.planTree-->\n  <!--/-->\n');
  assert.equal(markdown, '- Look:\n\n  <!--=local.pooled.planTree-->\n\n  ```text\n  Seq Scan\n  ```\n\n  <!--/-->\n');
});

test('a page that is filled stays as it is', () => {
  const once = fill(
    '- Look:\n\n  <!--=local.table-->\n  <!--/-->\n\nIt took <!--=local.pooled.mean--><!--/-->.\n\n<!--=local.pooled.plan-->\n<!--/-->\n',
  ).markdown;
  assert.deepEqual(fill(once), { markdown: once, differences: [], problems: [] });
});

test('markers in code are examples', () => {
  const page = 'Write `<!--=NAME-->text<!--/-->`:\n\n```md\n<!--=local.nothing-->5 ms<!--/-->\n```\n';
  assert.deepEqual(fill(page), { markdown: page, differences: [], problems: [] });
});

test('what cannot be filled is told with its line, and left as it is', () => {
  const said = (markdown: string) => {
    const filled = fill(markdown);
    assert.equal(filled.markdown, markdown);
    return filled.problems.map(({ line, text }) => `${line}: ${text}`);
  };
  assert.match(
    String(said('It is\nabout <!--=local.broken.succesRate-->1 %<!--/-->.\n')),
    /^2: There is no figure "local\.broken\.succesRate"\. Figures of "local\.broken\.": local\.broken\.successRate, /,
  );
  assert.match(
    String(said('It is <!--=kind.pooled.mean-->1 ms<!--/-->.\n')),
    /1: There is no kept run docs\/runs\/kind\/pooled\.json/,
  );
  assert.match(String(said('It is <!--=local.table-->1 ms<!--/-->.\n')), /1: local\.table is a block/);
  assert.deepEqual(said('It is <!--=local.pooled.mean-->500 ms.\n'), ['1: local.pooled.mean: <!--/--> is missing']);
  assert.deepEqual(said('It is 500 ms<!--/-->.\n'), ['1: <!--/--> without a beginning']);
  assert.match(String(said('<!--=local.pooled.mean-->500 ms<!--/--> is long.\n')), /put a word before it/);
});
