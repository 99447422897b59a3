// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { codeIn, readDocuments } from './document.ts';

const quotes = (await readDocuments()).flatMap((document) =>
  codeIn(document).flatMap(({ fence = '', line, text }) => {
    const source = /\bquote=(\S+)/.exec(fence)?.[1];
    return source ? [{ place: `${document.file}:${line}`, source, text }] : [];
  }),
);

test('the pages quote code', () => {
  assert.ok(quotes.length > 0);
});

for (const { place, source, text } of quotes)
  test(`${place}: the lines quoted from ${source} are in it, word for word`, () => {
    assert.ok(readText(join(projectFolder, source)).includes(text), text);
  });
