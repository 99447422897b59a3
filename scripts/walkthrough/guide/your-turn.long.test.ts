import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { leave, more, prepareGuides } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();

test('a turn says whether the file has changed, and where a solution is', async () => {
  const terminal = guides.open(['--page', '2']);
  const file = join(guides.folder, 'mine.ts');
  await terminal.see(`edit ${file}`);
  await terminal.answer(more, '\r');
  await terminal.see('is as it was when you first came here');
  await terminal.answer(more, 'solution\r');
  assert.match(await terminal.see('under "The right way"'), /solutions\.md/);
  writeFileSync(file, 'right\n');
  await terminal.answer(more, '\r');
  await terminal.see('has changed since you first came here');
  await leave(terminal);
});
