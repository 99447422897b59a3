import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readText } from '../../../scripts/lib/read-text.ts';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { fillPage, fillPages } from './fill-pages.ts';
import { figuresIn } from './look-up-figure.ts';

const runs = exampleRuns();
after(() => runs.remove());
const lookUp = figuresIn(runs.folder);
const fill = (markdown: string) => fillPage('docs/page.md', markdown, lookUp);

test('a figure replaces the text between its markers and nothing else', () => {
  const { markdown, problems } = fill('Only <!--=local.broken.successRate-->?<!--/--> *worked*.\n');
  assert.equal(markdown, 'Only <!--=local.broken.successRate-->0.03 %<!--/--> *worked*.\n');
  assert.deepEqual(problems, []);
});

test('a table is put between markers on lines of their own, with an empty line on both sides', () => {
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
  const marker = '<!--=keyset:texts[first page, 10000 posts, index: none]-->';
  const { markdown } = fill(`- Look:\n\n  ${marker}\n  <!--/-->\n`);
  assert.equal(markdown, `- Look:\n\n  ${marker}\n\n  \`\`\`text\n  Limit\n    ->  Sort\n  \`\`\`\n\n  <!--/-->\n`);
});

test('a filled page does not change when it is filled again', () => {
  const once = fill(
    '- Look:\n\n  <!--=local.table-->\n  <!--/-->\n\nIt took <!--=local.pooled.mean--><!--/-->.\n\n<!--=diagram.scan-and-index-->\n<!--/-->\n',
  ).markdown;
  assert.deepEqual(fill(once), { markdown: once, problems: [] });
});

test('markers in code are examples', () => {
  const page = 'Write `<!--=NAME-->text<!--/-->`:\n\n```md\n<!--=local.nothing-->5 ms<!--/-->\n```\n';
  assert.deepEqual(fill(page), { markdown: page, problems: [] });
});

test('what cannot be filled is reported with its line, and left as it is', () => {
  const problemsIn = (markdown: string) => {
    const filled = fill(markdown);
    assert.equal(filled.markdown, markdown);
    return filled.problems.map(({ line, text }) => `${line}: ${text}`);
  };
  assert.match(
    String(problemsIn('It is\nabout <!--=local.broken.succesRate-->1 %<!--/-->.\n')),
    /^2: There is no figure "local\.broken\.succesRate"\. Figures of "local\.broken\.": local\.broken\.successRate, /,
  );
  assert.match(
    String(problemsIn('It is <!--=kind.pooled.mean-->1 ms<!--/-->.\n')),
    /1: There is no kept run docs\/runs\/kind\/pooled\.json/,
  );
  assert.match(String(problemsIn('It is <!--=local.table-->1 ms<!--/-->.\n')), /1: local\.table is a block/);
  assert.deepEqual(problemsIn('It is <!--=local.pooled.mean-->500 ms.\n'), [
    '1: local.pooled.mean: <!--/--> is missing',
  ]);
  assert.deepEqual(problemsIn('It is 500 ms<!--/-->.\n'), ['1: <!--/--> without an opening marker']);
  assert.match(String(problemsIn('<!--=local.pooled.mean-->500 ms<!--/--> is long.\n')), /put a word before it/);
});

const pages = await fillPages(figuresIn());

test('every figure in the pages has a name that exists, and a run that is kept', () => {
  assert.deepEqual(
    pages.flatMap(({ problems }) => problems),
    [],
  );
});

test('every figure in the pages is what its kept run says (`make docs` fills them in)', () => {
  for (const { file, markdown } of pages) assert.equal(readText(file), markdown, file);
});
