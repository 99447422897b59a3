import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();

test('an empty answer is rejected; a pasted one may have empty lines, and "b" is not a command', async () => {
  const terminal = guides.open();
  await terminal.answer('> ', '\r');
  await terminal.see('There is no answer yet');
  await terminal.answer('> ', 'b\r\rTwo.\r\r');
  await terminal.answer(`Saved. Enter continues ${promptEnd}`, 'q\r');
  assert.equal(await terminal.ended, 0);
  assert.equal(guides.readNotes().answers.Q1?.text, 'b\n\nTwo.');
});

test('the answer key is offered where the page says to compare, and not before an experiment', async () => {
  const page = '# 1. A page\n\n> **Q1.** Why?\n>\n> Your answer:\n\nCompare with [the answer key](answer-key.md).\n';
  writeFileSync(join(guides.folder, '01-first-page.md'), page);
  const terminal = guides.open();
  await terminal.answer('> ', 'Because.\r\r');
  await terminal.answer(`Saved. Enter continues, a shows it next to the answer key ${promptEnd}`, 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('an unfinished answer is kept, after an earlier one; a command that was not sent is not an answer', async () => {
  const empty = guides.open();
  await empty.answer('> ', 's');
  await empty.answer('s', '\x03');
  assert.equal(await empty.ended, 0);
  assert.deepEqual(guides.readNotes().answers, {});

  const first = guides.open();
  await first.answer('> ', 'One.\r');
  await first.answer(/One\.\n +/, 'Two');
  await first.answer('Two', '\x03');
  assert.equal(await first.ended, 0);
  assert.equal(guides.readNotes().answers.Q1?.text, 'One.\nTwo');

  const second = guides.open();
  await second.see('Your answer so far:\n  One.\n  Two\n');
  await second.answer('> ', 'Three.\r');
  await second.answer(/Three\.\n +/, '\x04');
  assert.equal(await second.ended, 0);
  assert.equal(guides.readNotes().answers.Q1?.text, 'One.\nTwo\n\nThree.');

  const third = guides.open();
  await third.answer('> ', 'Four.\r');
  await third.see(/Four\.\n +/);
  third.kill('SIGTERM');
  assert.equal(await third.ended, 143);
  assert.match(guides.readNotes().answers.Q1?.text ?? '', /Three\.\n\nFour\.$/);
});
