import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { leave, prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();
const sqlPrompt = `Enter opens the prompt, s skips it ${promptEnd}`;

/** Opens a guide at a page with SQL, where `make` is this script. */
function openAtSql(make: string) {
  const page = '# 1. Ask\n\n```sql psql\nSELECT\n  1;\n```\n\nAfter.\n\n```sh run\ntrue\n```\n';
  writeFileSync(join(guides.folder, '01-first-page.md'), page);
  writeFileSync(join(guides.folder, 'make'), `#!/bin/sh\n${make}\n`, { mode: 0o755 });
  return guides.open([], { environment: { PATH: `${guides.folder}:${process.env.PATH}` } });
}

test('SQL is shown with the command that opens its prompt, which then has the keyboard', async () => {
  const terminal = openAtSql('echo "make $1"; read -r line; echo "got $line"');
  const shown = await terminal.answer(sqlPrompt, '\r');
  assert.match(shown, / {2}\$ make psql\n\n.*\\q brings you back here\.\n\n {4}SELECT\n {6}1;\n/);
  await terminal.answer('make psql\n', 'SELECT 1;\r');
  await terminal.see('got SELECT 1;');
  await terminal.answer(`Enter continues ${promptEnd}`, '\r');
  await terminal.see('After.');
  await leave(terminal);
  assert.deepEqual(
    guides.readNotes().blocks.map(({ commands, how }) => [commands, how]),
    [['make psql', 'ran']],
  );
});

test('Ctrl-C at the prompt of SQL cancels a statement, and not the guide', async () => {
  // Like psql, which goes on, in make, which then reports the interruption.
  const terminal = openAtSql("trap 'echo canceled' INT; echo ready; until read -r line; do :; done; exit 130");
  await terminal.answer(sqlPrompt, '\r');
  await terminal.answer('ready', '\x03');
  await terminal.answer('canceled', 'again\r');
  await terminal.answer(`Enter continues ${promptEnd}`, '\r');
  await terminal.see('After.');
  await leave(terminal);
});

test('a prompt that cannot be opened is a failure, with a page that may help', async () => {
  const terminal = openAtSql('echo "The lab is not running."; exit 3');
  await terminal.answer(sqlPrompt, '\r');
  await terminal.see('That did not work: it exited with 3');
  await terminal.answer(`Enter tries again, s continues without it ${promptEnd}`, 's\r');
  await terminal.see('After.');
  await leave(terminal);
});
