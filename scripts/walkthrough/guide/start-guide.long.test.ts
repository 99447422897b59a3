import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerFirstQuestion, leave, prepareGuides } from '../../../tools/sandbox/guide-terminal.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { run } from '../../lib/run.ts';

const guides = prepareGuides();

test('--restart starts over and keeps the answers; an edited file is read, and a damaged one is kept', async () => {
  const terminal = guides.open();
  await answerFirstQuestion(terminal);
  await leave(terminal);

  const restarted = guides.open(['--restart']);
  await restarted.see('The guide starts over. Your answers so far are kept in');
  await restarted.answer('> ', 'q\r');
  assert.equal(await restarted.ended, 0);
  assert.deepEqual(guides.readNotes().answers, {});

  const answer = { text: 'mine\u001b[2J', answeredAt: '2026-01-02T03:04:05.678Z' };
  const edited = { ...guides.readNotes(), answers: { Q1: answer } };
  writeFileSync(guides.notesFile, `\ufeff${JSON.stringify(edited, null, 2).replaceAll('\n', '\r\n')}`);
  const continued = guides.open();
  await continued.see('mine\\u001b[2J');
  await continued.answer('> ', 'q\r');
  assert.equal(await continued.ended, 0);
  const [aside = ''] = readdirSync(guides.labFolder).filter((name) => name.startsWith('guide-until-'));
  assert.match(readFileSync(join(guides.labFolder, aside), 'utf8'), /I think\./);

  writeFileSync(guides.notesFile, '{"schema": 1, "answers": {"Q1"');
  const damaged = guides.open();
  await damaged.see('could not be read. It is kept');
  await damaged.answer('> ', 'q\r');
  assert.equal(await damaged.ended, 0);
  assert.ok(readdirSync(guides.labFolder).some((name) => name.startsWith('guide-damaged-')));
});

test('without a terminal the guide explains what to do, and can still show the answers', async () => {
  const withoutTerminal = run('program')({ cwd: projectFolder, env: guides.environment });
  const { exitCode, stderr } = await withoutTerminal`${process.execPath} ${guides.args()}`;
  assert.equal(exitCode, 1);
  assert.match(stderr, /there is no terminal here\.\nRun it in a terminal, or read .*README\.md \(no_terminal\)/);
  assert.ok(!existsSync(guides.notesFile));
  const answers = await withoutTerminal`${process.execPath} ${guides.args('--answers')}`;
  assert.equal(answers.exitCode, 0);
  assert.match(answers.stdout, /What do you expect\?[\s\S]*\(none\)\s+│ The expected\./);
});

test('a second guide is rejected while one is open', async () => {
  const first = guides.open();
  await first.see('What do you expect?');
  const second = guides.open();
  await second.see('`make guide` is running in this lab');
  assert.equal(await second.ended, 1);
  await first.answer('> ', 'q\r');
  assert.equal(await first.ended, 0);
});

test('a page that does not exist is rejected, and so is a folder without pages', async () => {
  const empty = mkdtempSync(join(guides.folder, 'empty-'));
  const missing = join(empty, 'not-there');
  for (const [flag, value, message] of [
    ['--page', '4', 'expected 1 to 3, got "4"'],
    ['--text', empty, `expected a folder with pages, and there are none in ${empty}`],
    ['--text', missing, `expected a folder with pages, and there are none in ${missing}`],
  ] as const) {
    const terminal = guides.open([flag, value], { columns: 200 });
    await terminal.see(`${flag}: ${message}`);
    assert.equal(await terminal.ended, 2);
  }
});
