import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { answerFirstQuestion, leave, more, prepareGuides } from '../../../tools/sandbox/guide-terminal.ts';

const guides = prepareGuides();

test('a page is shown with where it is: figures without their markers, pictures as words, links with their address', async () => {
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

test('who leaves comes back to where they were, with the answer that was kept', async () => {
  const first = guides.open();
  await answerFirstQuestion(first);
  await first.see('$ echo first-$((1 + 1))');
  await leave(first);
  assert.equal(guides.readNotes().answers.Q1?.text, 'Errors,\nI think.');

  const second = guides.open();
  await second.see('Welcome back');
  await second.answer(`Enter runs this, s skips it ${more}`, '\r');
  // The sum proves that it was run, and not only shown.
  await second.see('first-2');
  await second.answer(`Enter goes on ${more}`, '\r');
  await second.answer(`Enter turns to page 2, The second page ${more}`, 'a\r');
  await second.see(/Errors,\s+│ The expected\./);
  await leave(second);
  assert.equal(guides.readNotes().place.page, '02-second-page.md');
});

test('what one block exports holds for the next; blocks and words for the other target are left out', async () => {
  const terminal = guides.open();
  await terminal.answer('> ', 's\r');
  await terminal.answer(more, '\r');
  await terminal.answer(`Enter goes on ${more}`, '\r');
  for (let waits = 0; waits < 4; waits++) await terminal.answer(more, 's\r');
  await terminal.see('Page 3 of 3');
  await terminal.answer(more, '\r');
  await terminal.see('green on local');
  assert.doesNotMatch(terminal.shown(), /in-a-cluster|Words about a cluster/);
  await leave(terminal);
  assert.equal(guides.readNotes().place.part, 3);
});

test('when a page has fewer parts than before, it begins anew', async () => {
  mkdirSync(guides.labFolder, { recursive: true });
  const first = guides.open(['--page', '2']);
  await leave(first);
  writeFileSync(
    guides.notesFile,
    JSON.stringify({ ...guides.readNotes(), place: { page: '02-second-page.md', part: 40 } }),
  );
  const second = guides.open();
  await second.see('The pages have changed since you left');
  await second.see('Write');
  await leave(second);
});

test('a word that means nothing is refused, also one that every object knows', async () => {
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(more, 'constructor\r');
  await terminal.see('There is no "constructor" here.');
  await terminal.answer(`"solution" says where one is ${more}`, 'q\r');
  assert.equal(await terminal.ended, 0);
});
