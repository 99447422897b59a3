import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerFirstQuestion, leave, prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';
import type { Terminal } from '../../../tools/sandbox/terminal.ts';

const guides = prepareGuides();

/** Answers the next prompts, one after the other. */
async function answerPrompts(terminal: Terminal, ...answers: string[]): Promise<void> {
  for (const answer of answers) await terminal.answer(promptEnd, `${answer}\r`);
}

test('a page is shown with its place, without markers, and with the addresses of links and pictures', async () => {
  const terminal = guides.open();
  await terminal.see('Page 1 of 3: The first page');
  const page = await terminal.see('What do you expect?');
  assert.match(page, /a figure of 9\.1 ms, and a link\s+\(.*when-stuck\.md#the-check\)/);
  assert.match(page, /Picture: A box and an arrow\. \(.*light\.svg\)/);
  assert.doesNotMatch(page, /<!--|Your answer:|nbsp/);
  await terminal.answer('> ', 'q\r');
  assert.equal(await terminal.ended, 0);
  assert.match(terminal.shown(), /\nPage 1 of 3: The first page\. Your place .*kept in\s.*guide\.json/s);
});

test('learners who leave come back to the same place, with their answer', async () => {
  const first = guides.open();
  await answerFirstQuestion(first);
  await first.see('$ echo first-$((1 + 1))');
  await leave(first);
  assert.equal(guides.readNotes().answers.Q1?.text, 'Errors,\nI think.');

  const second = guides.open();
  await second.see('Welcome back');
  await second.answer(`Enter runs this, s skips it ${promptEnd}`, '\r');
  // The sum proves that it was run, and not only shown.
  await second.see('first-2');
  await second.answer(`Enter continues ${promptEnd}`, '\r');
  await second.answer(`Enter turns to page 2, The second page ${promptEnd}`, 'a\r');
  await second.see(/Errors,\s+│ The expected\./);
  await leave(second);
  assert.equal(guides.readNotes().place.page, '02-second-page.md');
});

test('a variable that one block exports is set in the next; blocks and text for the other target are left out', async () => {
  const terminal = guides.open();
  await terminal.answer('> ', 's\r');
  await answerPrompts(terminal, '', '', 's', 's', 's', 's');
  await terminal.see('Page 3 of 3');
  await answerPrompts(terminal, '');
  await terminal.see('green on local');
  assert.doesNotMatch(terminal.shown(), /in-a-cluster|Words about a cluster/);
  await leave(terminal);
  assert.equal(guides.readNotes().place.part, 2);
});

test('a page that has other parts than before, or whose parts were not counted, starts from the top', async () => {
  await leave(guides.open(['--page', '2']));
  const { parts = 0 } = guides.readNotes().place;
  for (const counted of [{ parts: parts + 1 }, {}]) {
    const place = { page: '02-second-page.md', part: 1, ...counted };
    writeFileSync(guides.notesFile, JSON.stringify({ ...guides.readNotes(), place }));
    const second = guides.open();
    await second.see('The pages have changed since you left');
    await second.see('Write');
    await leave(second);
  }
});

test('the end shows answers, times and what was skipped; the guide shows it again until a page is chosen', async () => {
  const terminal = guides.open(['--page', '2']);
  await answerPrompts(terminal, 's', 's', '', 's', 's');
  await terminal.see('That was the last page.');
  const end = (await terminal.answer(promptEnd, '\r')) + (await terminal.see('Skipped on purpose:'));
  assert.match(end, /\(none\)\s+│ The expected\./);
  assert.match(end, /│ 2\. The second page +│ +\d+\.\d s │/);
  await terminal.see(/page 2: grep right .* make verify/);
  await terminal.see('make guide ARGS=--restart');
  assert.equal(await terminal.ended, 0);

  const again = guides.open();
  await again.see('You finished all 3 pages');
  await again.answer(promptEnd, '\r');
  await again.see('Skipped on purpose:');
  assert.equal(await again.ended, 0);

  const chosen = guides.open(['--page', '2']);
  await chosen.see('Welcome back.\n');
  await chosen.see('Page 2 of 3');
  await leave(chosen);
  const last = guides.open();
  await last.see('Welcome back: this is where you left off.');
  await last.see('Page 2 of 3');
  await leave(last);
});

test('the guide shows whether the file has changed and where a solution is, and rejects other words', async () => {
  const terminal = guides.open(['--page', '2']);
  const file = join(guides.folder, 'mine.ts');
  await terminal.see(`edit ${file}`);
  // A name that every object has.
  await terminal.answer(promptEnd, 'constructor\r');
  await terminal.see('"constructor" is not a command here');
  await terminal.answer(promptEnd, '\r');
  await terminal.see('has not changed since');
  await terminal.answer(promptEnd, 'solution\r');
  await terminal.see(/solutions\.md, under "The right\s+way"/);
  writeFileSync(file, 'right\n');
  await terminal.answer(promptEnd, '\r');
  await terminal.see('has changed since');
  await leave(terminal);
});

test('in a small terminal no line is too wide, and no screen too long', async () => {
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

test('a page for the other target is left out, with its number, and terms are plain words', async () => {
  const write = (name: string, text: string) => writeFileSync(join(guides.folder, name), text);
  write('02-in-a-cluster.md', '# 2. In a cluster\n\n<!-- only kind -->\n\nA pod.\n\n<!-- /only -->\n');
  write(
    '02-second-page.md',
    '# 2. Here\n\n<!-- only local -->\n\nThe [p99](glossary.md#p99).\n\n```sh run-local\ntrue\n```\n\n<!-- /only -->\n',
  );
  write('glossary.md', '# Glossary\n');
  const here = guides.open(['--page', '2']);
  await here.see('Page 2 of 3: Here');
  await here.see('The p99.');
  await here.answer(promptEnd, '?\r');
  await here.see(/Terms are explained in .*glossary\.md/);
  await leave(here);

  // The same step, in the other place.
  const cluster = guides.open([], { environment: { TARGET: 'kind' } });
  await cluster.see('Page 2 of 3: In a cluster');
  await cluster.answer(`Enter turns to page 3, The third page ${promptEnd}`, 'q\r');
  assert.equal(await cluster.ended, 0);
  assert.doesNotMatch(cluster.shown(), /p99/);
});
