import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();

test('in a narrow and low terminal no line is too long, and no screen', async () => {
  const terminal = guides.open([], { columns: 40, rows: 12 });
  await terminal.answer(`Enter shows more ${promptEnd}`, '\r');
  const screens: string[] = [];
  while (!screens.at(-1)?.includes('\n> '))
    screens.push(await terminal.answer(/shows more \(\? for help\) |\n> /, '\r'));
  await terminal.see('There is no answer yet');
  await terminal.answer('> ', 'q\r');
  await terminal.ended;
  const lines = terminal.shown().split('\n');
  // The terminal wraps prompts, and paths stay whole.
  const tooLong = lines.filter((line) => line.length > 40 && !/\(\? for help\)|guide\.json/.test(line));
  assert.deepEqual(tooLong, []);
  assert.ok(screens.length >= 3);
  for (const screen of screens) assert.ok(screen.split('\n').length <= 13, screen);
});
