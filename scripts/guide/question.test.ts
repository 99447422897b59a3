import assert from 'node:assert/strict';
import { test } from 'node:test';
import { more, prepareGuides } from '../testing/guide-terminal.ts';

const guides = prepareGuides();

test('a pasted answer may have empty lines', async () => {
  const terminal = guides.open();
  await terminal.answer('> ', 'One.\r\rTwo.\r\r');
  await terminal.see(`beside the answer key ${more}`);
  assert.equal(guides.readNotes().answers.Q1?.text, 'One.\n\nTwo.');
  await terminal.answer('', 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('at a question a and b are answers, and an empty one is asked for again', async () => {
  const terminal = guides.open();
  await terminal.answer('> ', '\r');
  await terminal.see('Nothing is written yet');
  await terminal.answer('> ', 'b\r\r');
  await terminal.answer(`beside the answer key ${more}`, 'q\r');
  assert.equal(await terminal.ended, 0);
  assert.equal(guides.readNotes().answers.Q1?.text, 'b');
});
