import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readText } from '../../scripts/lib/read-text.ts';
import { walkthroughFolder } from '../../scripts/walkthrough/pages.ts';
import { pageProblems } from './page-problems.ts';

const run = '```sh run\nmake up\n```\n';
const sql = '```sql psql\nSELECT 1;\n```\n';
const fold = (content: string) => `<details><summary>What we got</summary>\n\n${content}\n</details>\n`;
const output = (shown: string, info = 'output') => `\`\`\`text ${info}\n${shown}\n\`\`\`\n`;

test('the pages have no problem', () => {
  const files = readdirSync(walkthroughFolder).filter((file) => file.endsWith('.md'));
  const problems = files.flatMap((file) =>
    pageProblems(readText(join(walkthroughFolder, file))).map((problem) => `${file}:${problem}`),
  );
  assert.deepEqual(problems, []);
});

test('blocks and comments that the walkthrough recognizes are accepted', () => {
  for (const page of [
    `${run}\n${output('done')}`,
    `${run}\n${output('failed 0\np99 5 ms', 'output exact="failed"')}`,
    '<!-- only local -->\n\nText.\n\n<!-- /only -->\n\n```sh run-local\nmake up\n```\n',
    '<!-- your turn: app/mine.ts -->\n',
    '- A list:\n\n  ```sh\n  make help\n  ```\n',
    '```ts quote=app/src/app.ts\nlisten();\n```\n\n```sql file=a.sql\nSELECT\n```\n\n```diff from=a.ts\n+added\n```\n',
    'A figure <!--=local.pooled.mean-->5 ms<!--/-->.\n\n<!--=local.table-->\n<!--/-->\n',
    '<details><summary>It was <!--=local.pooled.mean-->5 ms<!--/--></summary>\n\nText.\n\n</details>\n',
    `<details><summary>Why</summary>\n\nText.\n\n</details>\n\n${run}`,
    `${run}\n${fold(`Numbers differ.\n\n${output('done')}`)}`,
    `${run}\n${fold(output('failed 0', 'output exact="failed"'))}`,
    `${fold('One.')}\n${fold('Two.')}`,
    '```sql psql\nSELECT 1;\n```\n\n```text output\n(1 row)\n```\n',
    `<!-- only kind -->\n\n${run.replace('run', 'run-kind')}\n${sql}\n<!-- /only -->\n`,
  ])
    assert.deepEqual(pageProblems(page), [], page);
});

for (const [what, page, problem] of [
  ['a mistyped fence', '\n```sh run_local\nmake up\n```\n', /^2: "sh run_local" is not a kind of block/],
  ['another language', '```bash run\nmake up\n```\n', /^1: "bash run" is not a kind of block/],
  ['mistyped output', `${run}\n${output('a', 'ouptut')}`, /^5: "text ouptut" is not a kind of block/],
  ['mistyped exact numbers', `${run}\n${output('a 5', 'output exakt="a"')}`, /^5: .* is not a kind of block/],
  ['exact numbers of no line', `${run}\n${output('failed 0', 'output exact="faild"')}`, /^5: .* no line that has/],
  ['exact numbers where there is none', `${run}\n${output('all failed', 'output exact="failed"')}`, /no line that has/],
  ['exact numbers of nothing', `${run}\n${output('failed 0', 'output exact=";"')}`, /names nothing/],
  ['commands in a list', '- Do:\n\n  ```sh run\n  make up\n  ```\n', /^3: "sh run" is inside a list/],
  ['commands in <details>', fold(run), /^3: commands that are run are hidden/],
  ['SQL in <details>', fold(sql), /^3: commands that are run are hidden/],
  ['a question in <details>', fold('> **H1.** Why?\n'), /^3: a question is hidden/],
  ['a turn in <details>', fold('<!-- your turn: app/mine.ts -->\n'), /^3: <!-- your turn: .* is hidden/],
  ['<details> with no end', '<details><summary>Why</summary>\n\nText.\n', /^1: <details> has no other half/],
  ['an end of no <details>', 'Text.\n\n</details>\n', /^3: <\/details> has no other half/],
  ['<details> with no summary', '<details>\nText.\n</details>\n', /^1: expected <details><summary>/],
  ['a second output in a fold', `${run}\n${fold(output('a') + output('b'))}`, /^10: "text output" is not directly/],
  ['output in a fold after a text', `${run}\nText.\n\n${fold(output('a'))}`, /^9: "text output" is not directly/],
  ['a command of psql', '```sql psql\n\\d posts\n```\n', /^1: "sql psql" has a command with a backslash/],
  ['mistyped SQL', '```sql pqsl\nSELECT 1;\n```\n', /^1: "sql pqsl" is not a kind of block/],
  ['a fence that is HTML', `<div>\n${run}</div>\n`, /^1: an empty line is missing/],
  ['output after a text', `${run}\nIt says:\n\n${output('done')}`, /^7: "text output" is not directly after/],
  ['output first', output('done'), /^1: "text output" is not directly after/],
  ['a target that is none', '<!-- only lokal -->\n\nText.\n', /^1: <!-- only lokal --> is not a comment/],
  ['a mistyped turn', '<!-- your turn app/mine.ts -->\n', /^1: <!-- your turn app\/mine\.ts --> is not a comment/],
  ['a comment in a sentence', 'Text <!-- only kind --> here.\n', /^1: .* is not in a paragraph of its own$/],
  ['text with no end', '<!-- only kind -->\n\nText.\n', /^1: <!-- only kind --> has no other half$/],
  ['an end with no beginning', 'Text.\n\n<!-- /only -->\n', /^3: <!-- \/only --> has no other half$/],
  ['one in the other', '<!-- only kind -->\n\n<!-- only local -->\n\nB\n\n<!-- /only -->\n', /^3: .* no other half$/],
  [
    'commands for the other target',
    `<!-- only kind -->\n\n${run.replace('run', 'run-local')}\n<!-- /only -->\n`,
    /^3: commands after <!-- only kind -->: use `sh run-kind`/,
  ],
  ['commands for both targets', `<!-- only kind -->\n\n${run}\n<!-- /only -->\n`, /^3: commands after <!-- only kind/],
] as const)
  test(`${what} is reported with its line`, () => {
    const problems = pageProblems(page);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(String(problems[0]), problem);
  });
