import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { leave, prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();

test('the guide shows whether the file has changed and where a solution is, and refuses other words', async () => {
  const terminal = guides.open(['--page', '2']);
  const file = join(guides.folder, 'mine.ts');
  await terminal.see(`edit ${file}`);
  // A name that every object has.
  await terminal.answer(promptEnd, 'constructor\r');
  await terminal.see('"constructor" is not a command here');
  await terminal.answer(promptEnd, '\r');
  await terminal.see('has not changed since you first came here');
  await terminal.answer(promptEnd, 'solution\r');
  await terminal.see(/solutions\.md, under "The right\s+way"/);
  writeFileSync(file, 'right\n');
  await terminal.answer(promptEnd, '\r');
  await terminal.see('has changed since you first came here');
  await leave(terminal);
});
