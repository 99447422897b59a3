import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from '../lib/run.ts';
import { projectFolder } from '../lib/settings.ts';
import { waitUntil } from '../lib/wait-until.ts';
import { writeExampleWalk } from '../testing/example-walk.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';
import type { Notes } from './notebook.ts';

const more = '(? for more) ';
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-guide-test-'));
const labFolder = join(folder, 'lab');
const notesFile = join(labFolder, 'guide.json');
const environment = { ...process.env, LAB_FOLDER: labFolder, TARGET: 'local', NO_COLOR: '1' };

beforeEach(() => {
  rmSync(labFolder, { recursive: true, force: true });
  writeExampleWalk(folder);
});

after(() => rmSync(folder, { recursive: true }));

const words = (...flags: string[]) => ['--import', 'tsx', 'scripts/lab.ts', 'guide', '--text', folder, ...flags];

let terminals: Terminal[] = [];
function guide(flags: string[] = [], size: { columns?: number; rows?: number } = {}): Terminal {
  const terminal = openTerminal(process.execPath, words(...flags), { environment, ...size });
  terminals.push(terminal);
  return terminal;
}

// What a failed test left open would keep the others from ending.
afterEach(() => {
  for (const terminal of terminals) terminal.kill('SIGKILL');
  terminals = [];
});

const readNotes = (): Notes => JSON.parse(readFileSync(notesFile, 'utf8'));

async function answerFirstQuestion(terminal: Terminal): Promise<void> {
  await terminal.answer('> ', 'Errors,\rI think.\r\r');
  await terminal.answer(`beside the answer key ${more}`, '\r');
}

async function leave(terminal: Terminal): Promise<void> {
  await terminal.answer(more, 'q\r');
  assert.equal(await terminal.ended, 0);
}

test('a page is shown with where it is: figures without their markers, pictures as words, links with their address', async () => {
  const terminal = guide();
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
  const first = guide();
  await answerFirstQuestion(first);
  await first.see('$ echo first-$((1 + 1))');
  await leave(first);
  assert.equal(readNotes().answers.Q1?.text, 'Errors,\nI think.');

  const second = guide();
  await second.see('Welcome back');
  await second.answer(`Enter runs this, s skips it ${more}`, '\r');
  // The sum proves that it was run, and not only shown.
  await second.see('first-2');
  await second.answer(`Enter goes on ${more}`, '\r');
  await second.answer(`Enter turns to page 2, The second page ${more}`, 'a\r');
  await second.see(/Errors,\s+│ The expected\./);
  await leave(second);
  assert.equal(readNotes().place.page, '02-second-page.md');
});

test('a pasted answer may have empty lines', async () => {
  const terminal = guide();
  await terminal.answer('> ', 'One.\r\rTwo.\r\r');
  await terminal.see(`beside the answer key ${more}`);
  assert.equal(readNotes().answers.Q1?.text, 'One.\n\nTwo.');
  await terminal.answer('', 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('Enter, pressed while commands run, is not an answer to what comes next', async () => {
  const terminal = guide(['--page', '3']);
  await terminal.answer(more, '\r');
  await terminal.answer(/\n.* on local/, '\r\r\r');
  await terminal.see(`Enter goes on ${more}`);
  await wait(500);
  assert.ok(terminal.shown().endsWith(`Enter goes on ${more}`), terminal.shown());
  await terminal.answer('', 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('at a question a and b are answers, and an empty one is asked for again', async () => {
  const terminal = guide();
  await terminal.answer('> ', '\r');
  await terminal.see('Nothing is written yet');
  await terminal.answer('> ', 'b\r\r');
  await terminal.answer(`beside the answer key ${more}`, 'q\r');
  assert.equal(await terminal.ended, 0);
  assert.equal(readNotes().answers.Q1?.text, 'b');
});

test('a turn says whether the file has changed, and where a solution is', async () => {
  const terminal = guide(['--page', '2']);
  const file = join(folder, 'mine.ts');
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

test('the walk goes on only when a check holds, and says where help is', async () => {
  const terminal = guide(['--page', '2']);
  await terminal.answer(more, 's\r');
  await terminal.answer(`Enter runs this, s skips it ${more}`, '\r');
  await terminal.see('Not there yet: It ended with 1');
  const help = await terminal.see(`Enter runs it again, s goes on without it ${more}`);
  assert.match(help, /when-stuck\.md may help:\n {2}• The check says no\n/);
  assert.doesNotMatch(help, /Something else/);
  writeFileSync(join(folder, 'mine.ts'), 'right\n');
  await terminal.answer('', '\r');
  await terminal.see(`Enter goes on ${more}`);
  assert.deepEqual(
    readNotes().blocks.map(({ how }) => how),
    ['ran'],
  );
  await terminal.answer('', 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('a check can be left out on purpose, and the end says so, with all answers and the time of each page', async () => {
  const terminal = guide(['--page', '2']);
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

  const again = guide();
  await again.see('You came to the end of all 3 pages');
  await again.answer(more, '\r');
  await again.see('Skipped on purpose:');
  assert.equal(await again.ended, 0);
});

test('what one block exports holds for the next; blocks and words for the other target are left out', async () => {
  const terminal = guide();
  await terminal.answer('> ', 's\r');
  await terminal.answer(more, '\r');
  await terminal.answer(`Enter goes on ${more}`, '\r');
  for (let waits = 0; waits < 4; waits++) await terminal.answer(more, 's\r');
  await terminal.see('Page 3 of 3');
  await terminal.answer(more, '\r');
  await terminal.see('green on local');
  assert.doesNotMatch(terminal.shown(), /in-a-cluster|Words about a cluster/);
  await leave(terminal);
  assert.equal(readNotes().place.part, 3);
});

test('Ctrl-C in the middle of a command ends both, and keeps the place', async () => {
  const terminal = guide(['--page', '3']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, '\r');
  await terminal.answer(/\nsleeping/, '\x03');
  assert.equal(await terminal.ended, 130);
  assert.match(terminal.shown(), /\nPage 3 of 3.*`make guide` goes on from here/s);
  const { stdout } = await run()`ps -eo args`;
  assert.doesNotMatch(stdout, /^sleep 600$/m);
  assert.deepEqual(readdirSync(labFolder), ['guide.json']);

  const again = guide();
  await again.see('$ echo sleeping; sleep 600');
  await again.answer(more, '\x03');
  assert.equal(await again.ended, 0);
});

test('a guide that is told to stop ends what it runs', async () => {
  const terminal = guide(['--page', '3']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, '\r');
  await terminal.see(/\nsleeping/);
  terminal.kill('SIGTERM');
  assert.equal(await terminal.ended, 143);
  const gone = async () => !/^sleep 600$/m.test((await run()`ps -eo args`).stdout);
  assert.ok(await waitUntil(gone, { timeoutMs: 5000 }));
});

test('--restart begins anew and keeps the answers beside; a damaged file is kept, too', async () => {
  const terminal = guide();
  await answerFirstQuestion(terminal);
  await leave(terminal);

  const anew = guide(['--restart']);
  await anew.see('The guide begins anew. Your answers until now are kept in');
  await anew.answer('> ', 'q\r');
  assert.equal(await anew.ended, 0);
  assert.deepEqual(readNotes().answers, {});
  const [aside = ''] = readdirSync(labFolder).filter((name) => name.startsWith('guide-until-'));
  assert.match(readFileSync(join(labFolder, aside), 'utf8'), /I think\./);

  writeFileSync(notesFile, '{"schema": 1, "answers": {"Q1"');
  const damaged = guide();
  await damaged.see('could not be read. It is kept as');
  await damaged.answer('> ', 'q\r');
  assert.equal(await damaged.ended, 0);
  assert.ok(readdirSync(labFolder).some((name) => name.startsWith('guide-damaged-')));
});

test('when a page has fewer parts than before, it begins anew', async () => {
  mkdirSync(labFolder, { recursive: true });
  const first = guide(['--page', '2']);
  await leave(first);
  writeFileSync(notesFile, JSON.stringify({ ...readNotes(), place: { page: '02-second-page.md', part: 40 } }));
  const second = guide();
  await second.see('The pages have changed since you left');
  await second.see('Write');
  await leave(second);
});

test('without a terminal it says what to do; the answers can be shown all the same', async () => {
  const { exitCode, stderr } = await run()({ cwd: projectFolder, env: environment })`${process.execPath} ${words()}`;
  assert.equal(exitCode, 1);
  assert.match(stderr, /there is no terminal here\.\nRun it in a terminal, or read .*README\.md \(no_terminal\)/);
  assert.ok(!existsSync(notesFile));
  const answers = await run()({ cwd: projectFolder, env: environment })`${process.execPath} ${words('--answers')}`;
  assert.equal(answers.exitCode, 0);
  assert.match(answers.stdout, /What do you expect\?[\s\S]*\(none\)\s+│ The expected\./);
});

test('a second guide is refused while one is open, and a page that does not exist', async () => {
  const first = guide();
  await first.see('What do you expect?');
  const second = guide();
  await second.see('`make guide` is at work in this lab');
  assert.equal(await second.ended, 1);
  await first.answer('> ', 'q\r');
  assert.equal(await first.ended, 0);
  const third = guide(['--page', '4']);
  await third.see('--page: expected 1 to 3, got "4"');
  assert.equal(await third.ended, 2);
});

test('in a narrow and low terminal no line is too long, and no screen', async () => {
  const terminal = guide([], { columns: 40, rows: 12 });
  await terminal.answer(`Enter shows more ${more}`, '\r');
  const screens: string[] = [];
  while (!screens.at(-1)?.includes('\n> '))
    screens.push(await terminal.answer(/shows more \(\? for more\) |\n> /, '\r'));
  await terminal.see('Nothing is written');
  await terminal.answer('> ', 'q\r');
  await terminal.ended;
  const lines = terminal.shown().split('\n');
  // The terminal folds prompts, and paths stay whole.
  const tooLong = lines.filter((line) => line.length > 40 && !/\(\? for more\)|guide\.json/.test(line));
  assert.deepEqual(tooLong, []);
  assert.ok(screens.length >= 3);
  for (const screen of screens) assert.ok(screen.split('\n').length <= 13, screen);
});
