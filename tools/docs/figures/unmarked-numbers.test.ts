// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { glob } from 'zx';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { unmarkedNumbers } from './unmarked-numbers.ts';

test('a measured number that was written by hand is found, whatever its unit', () => {
  const found = (markdown: string) => unmarkedNumbers(markdown).map(({ line, text }) => `${line}: ${text}`);
  assert.deepEqual(found('# Title\n\nIt took **7.8** ms, then 1,774 req/s.\n'), ['3: 7.8 ms', '3: 1,774 req/s']);
  assert.deepEqual(found('It took 7.8 ms.\n\n| a | b |\n|---|---|\n| x | 99.5 % |\n'), ['1: 7.8 ms', '5: 99.5 %']);
  assert.deepEqual(found('<details><summary>It was 9.2 times as fast</summary>\n'), ['1: 9.2 times']);
  assert.deepEqual(found('Some 17,000 posts in 141 pages.\n'), ['1: 17,000 posts', '1: 141 pages']);
});

test('figures, code, links and constants of the scenario are accepted', () => {
  for (const markdown of [
    'It took <!--=local.pooled.mean-->512 ms<!--/-->.\n',
    'The code says `2500 ms`, and so does\n\n```text\n12.3 ms\n```\n',
    'See [the 12.3 ms](https://example.com/).\n',
    'After 150 ms it gives up, with 100 users for 30 s and 10,000 posts.\n',
    '<!--=local.table-->\n\n| a |\n|---|\n| 5 ms |\n\n<!--/-->\n',
    'PostgreSQL 17, Q5, 2026-01-02 and Node.js 20.11 are no measurements.\n',
  ])
    assert.deepEqual(unmarkedNumbers(markdown), [], markdown);
});

test('no page of the walkthrough, nor the one for teachers, has a measured number that was written by hand', async () => {
  const found: string[] = [];
  for (const page of await glob(['docs/scenario-1/*.md', 'docs/teach.md'], { cwd: projectFolder }))
    for (const { line, text } of unmarkedNumbers(readText(join(projectFolder, page))))
      found.push(`${page}:${line}: ${text} (needs a marker, or an entry in scenario-constants.ts)`);
  assert.deepEqual(found, []);
});
