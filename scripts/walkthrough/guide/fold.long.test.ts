import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { leave, prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();
const foldPrompt = `Enter continues, o opens it ${promptEnd}`;

function writePage(...blocks: string[]): void {
  writeFileSync(join(guides.folder, '01-first-page.md'), `# 1. Fold\n\n${blocks.join('\n\n')}\n`);
}

const run = '```sh run\necho 5 ms\n```';
const fold = '<details><summary>What <b>we</b> got</summary>\n\n```text output\n7 ms\n```\n\nNot *bad*.\n\n</details>';

test('a fold shows its summary, and its content only to people who open it', async () => {
  writePage('Text.', fold, 'After.');
  const closed = guides.open();
  const before = await closed.answer(foldPrompt, '\r');
  assert.match(before, /\n▸ What we got\n/);
  await closed.see('After.');
  assert.doesNotMatch(closed.shown(), /7 ms|Not \*bad/);
  await leave(closed);

  const opened = guides.open(['--page', '1']);
  await opened.answer(foldPrompt, '?\r');
  await opened.see(/o +open "What we got"/);
  await opened.answer(foldPrompt, 'o\r');
  assert.match(await opened.see('After.'), / {4}7 ms\n\nNot \*bad\*\.\n/);
  await leave(opened);
});

test('folded output is not shown to people who skip the commands, until they open it', async () => {
  writePage(run, fold, 'After.');
  const terminal = guides.open();
  await terminal.answer(`Enter runs this, s skips it ${promptEnd}`, 's\r');
  assert.doesNotMatch(await terminal.answer(foldPrompt, 'o\r'), /7 ms|would have printed/);
  await terminal.see('7 ms');
  await terminal.see('After.');
  await leave(terminal);
});

test('output that is not folded is shown to people who skip the commands', async () => {
  writePage(run, '```text output\n7 ms\n```', 'After.');
  const terminal = guides.open();
  await terminal.answer(`Enter runs this, s skips it ${promptEnd}`, 's\r');
  assert.match(await terminal.see('After.'), /would have printed something like this.*\n {4}7 ms\n/);
  await leave(terminal);
});
