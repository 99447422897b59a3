// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleLine, visibleText, withInvisible } from './visible-text.ts';

test('control characters are shown; line feeds, tabs and all scripts stay as they are', () => {
  assert.equal(visibleText('\u001b]0;title\u0007\r\u009b2J'), '\\u001b]0;title\\u0007\\u000d\\u009b2J');
  assert.equal(visibleText('make \u202enwod'), 'make \\u202enwod');
  const harmless = 'two\n\tlines: größer, שלום, 中文, 🙂';
  assert.equal(visibleText(harmless), harmless);
});

test('a line stays on one line, and is truncated', () => {
  assert.equal(visibleLine('one\ntwo'), 'one\\u000atwo');
  assert.equal(visibleLine('0123456789', 5), '0123…');
  assert.equal(visibleLine('01234', 5), '01234');
});

test('characters that nobody sees can be shown, too', () => {
  assert.equal(withInvisible('a\u00a0b\u200b \u001b\u{e0001}\n\t'), 'a\\u00a0b\\u200b \\u001b\\udb40\\udc01\n\t');
});
