// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { readSolutions } from '../../../scripts/walkthrough/pages.ts';
import { codeIn, readDocuments } from './document.ts';

const diffs = (await readDocuments()).flatMap((document) =>
  codeIn(document).flatMap(({ fence = '', line, text }) => {
    const from = /^diff from=(\S+)$/.exec(fence)?.[1];
    return from ? [{ place: `${document.file}:${line}`, from, lines: text.split('\n') }] : [];
  }),
);

/** Without comments and empty lines. */
const codeOf = (lines: string[]) => lines.filter((line) => !/^\s*(\/\/.*|\/\*\*.*\*\/)?$/.test(line));

/** One side of a diff: the lines that both have, and those with this sign. */
const side = (lines: string[], sign: '-' | '+') =>
  codeOf(lines.filter((line) => /^ ?$/.test(line[0] ?? '') || line.startsWith(sign)).map((line) => line.slice(1)));

test('the pages show how the code of fix 1 changes', () => {
  assert.deepEqual(
    diffs.map(({ from }) => from),
    ['app/src/database/mine.ts'],
  );
});

for (const { place, from, lines } of diffs) {
  test(`${place}: the diff begins with ${from} as it is`, () => {
    assert.deepEqual(side(lines, '-'), codeOf(readText(join(projectFolder, from)).split('\n')));
  });

  test(`${place}: the diff ends with the solution`, () => {
    assert.deepEqual(side(lines, '+'), codeOf(readSolutions().get(from)?.code.split('\n') ?? []));
  });
}
