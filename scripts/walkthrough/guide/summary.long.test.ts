import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leave, more, prepareGuides } from '../../../tools/sandbox/guide-terminal.ts';
import { readSettings } from '../../settings/settings.ts';
import type { Notes } from './notebook.ts';
import { summaryBlocks } from './summary.ts';
import { readText } from './text.ts';

const guides = prepareGuides();

test('a check can be left out on purpose, and the end says so, with all answers and the time of each page', async () => {
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, 's\r');
  await terminal.see('It holds.');
  await terminal.answer(more, '\r');
  await terminal.answer(more, 's\r');
  await terminal.answer(more, 's\r');
  await terminal.see('That was the last page.');
  const end = (await terminal.answer(more, '\r')) + (await terminal.see('Skipped on purpose:'));
  assert.match(end, /\(none\)\s+│ The expected\./);
  assert.match(end, /│ 2\. The second page +│ +\d+\.\d s │/);
  await terminal.see(/page 2: grep right .* make verify/);
  await terminal.see('make guide ARGS=--restart');
  assert.equal(await terminal.ended, 0);

  const again = guides.open();
  await again.see('You came to the end of all 3 pages');
  await again.answer(more, '\r');
  await again.see('Skipped on purpose:');
  assert.equal(await again.ended, 0);
});

test('who turns back after the end walks again, and finds the place where they left', async () => {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, 's\r');
  await terminal.see('That was the last page.');
  await leave(terminal);
  assert.ok(guides.readNotes().finishedAt);

  const turnsBack = guides.open(['--page', '2']);
  await turnsBack.see('Welcome back.\n');
  await turnsBack.see('Page 2 of 3');
  await leave(turnsBack);
  const again = guides.open();
  await again.see('Welcome back: this goes on where you were.');
  await again.see('Page 2 of 3');
  await leave(again);
});

test('the end tells what failed from what was skipped', async () => {
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(more, 's\r');
  await terminal.answer(`Enter runs this, s skips it ${more}`, '\r');
  await terminal.answer(`Enter runs it again, s goes on without it ${more}`, 's\r');
  await terminal.answer(`Enter turns to page 3, The third page ${more}`, '\r');
  await terminal.answer(more, 's\r');
  await terminal.answer(more, 's\r');
  await terminal.see('That was the last page.');
  await terminal.answer(more, '\r');
  const skipped = await terminal.see('Failed, and left at that:');
  const failed = await terminal.see('make guide ARGS=--restart');
  assert.match(skipped, /Skipped on purpose:\n {2}page 3: echo "\$COLOUR on \$TARGET"/);
  assert.match(failed, /^\n {2}page 2: grep right/);
  assert.doesNotMatch(failed, /page 3/);
  assert.equal(await terminal.ended, 0);
});

test('what was skipped is named as it was shown, with the ports of this lab', () => {
  const place = { page: '01-first-page.md', part: 0 };
  const skipped = { ...place, commands: 'curl http://127.0.0.1:3000/feed', how: 'skipped' as const };
  const startedAt = new Date().toISOString();
  const notes: Notes = {
    schema: 1,
    target: 'local',
    startedAt,
    place,
    answers: {},
    blocks: [skipped],
    filesBefore: {},
    pages: {},
  };
  const blocks = summaryBlocks(readText(guides.folder, readSettings({ API_PORT: '3456' })), notes);
  assert.deepEqual(blocks.at(-1)?.lines, ['Skipped on purpose:', '  page 1: curl http://127.0.0.1:3456/feed']);
});
