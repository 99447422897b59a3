import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { longSleep } from '../../../tools/sandbox/example-walk.ts';
import { leave, prepareGuides, promptEnd } from '../../../tools/sandbox/guide-terminal.ts';
import { findFreePort } from '../../lib/ports.ts';
import { run } from '../../lib/run.ts';

const guides = prepareGuides();

const outcomes = () => guides.readNotes().blocks.map(({ how }) => how);

const sleeps = async () => (await run('program')`ps -eo args`).stdout.split('\n').includes(longSleep);
const hasEnded = async () => !(await sleeps());

async function openWhileCommandRuns() {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(promptEnd, 's\r');
  await terminal.answer(promptEnd, '\r');
  await terminal.see(/\nsleeping/);
  await waitFor(sleeps);
  return terminal;
}

test('Enter, pressed while commands run, does not answer the next prompt', async () => {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(promptEnd, '\r');
  await terminal.answer(/\n.* on local/, '\r\r\r');
  // Keys are read in order: when this one is answered, those before it were, too.
  await terminal.answer(`Enter continues ${promptEnd}`, '?\r');
  await terminal.see(/your place is kept.*\n\n/);
  assert.doesNotMatch(terminal.shown(), /echo sleeping/);
  await leave(terminal);
});

test('after a failed check the guide shows where to find help, and records it as failed until it passes', async () => {
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(promptEnd, 's\r');
  await terminal.answer(`Enter runs this, s skips it ${promptEnd}`, '\r');
  await terminal.see('Not there yet: it exited with 1');
  const help = await terminal.answer(`Enter tries again, s continues without it ${promptEnd}`, 's\r');
  assert.match(help, /when-stuck\.md may help:\n {2}• The check says no\n/);
  assert.doesNotMatch(help, /Something else/);
  await leave(terminal);
  assert.deepEqual(outcomes(), ['failed']);

  writeFileSync(join(guides.folder, 'mine.ts'), 'right\n');
  const again = guides.open(['--page', '2']);
  await again.answer(promptEnd, 's\r');
  await again.answer(`Enter runs this, s skips it ${promptEnd}`, '\r');
  await again.see('Enter continues');
  await leave(again);
  assert.deepEqual(outcomes(), ['ran']);
});

test('commands that are on a page twice are run and recorded apart', async () => {
  const commands = '```sh run\necho again\n```\n';
  writeFileSync(join(guides.folder, '02-second-page.md'), `# 2. Twice\n\n${commands}\nOnce more:\n\n${commands}`);
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(`Enter runs this, s skips it ${promptEnd}`, '\r');
  await terminal.answer(`Enter continues ${promptEnd}`, '\r');
  await terminal.see('Once more:');
  await terminal.answer(`Enter runs this, s skips it ${promptEnd}`, 's\r');
  await leave(terminal);
  assert.deepEqual(outcomes(), ['ran', 'skipped']);
});

test('when a port is taken, the guide shows how to choose another, and then shows and uses it', async (context) => {
  const page = '# 1. Start\n\n```sh run\nmake up\n```\n\n```sh run\necho http://127.0.0.1:3000\n```\n';
  writeFileSync(join(guides.folder, '01-first-page.md'), page);
  const server = createServer().listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const environment = { API_PORT: String(port), POSTGRES_PORT: String(await findFreePort()) };
  const terminal = guides.open([], { environment });
  await terminal.answer(promptEnd, '\r');
  await terminal.see('(port_taken)');
  await terminal.see(/If a port is taken: q quits the guide; export another/);
  await leave(terminal);

  const again = guides.open([], { environment: { ...environment, API_PORT: '3456' } });
  await again.answer(`Enter runs this, s skips it ${promptEnd}`, 's\r');
  await again.see('$ echo http://127.0.0.1:3456');
  await again.answer(promptEnd, '\r');
  await again.see(/\nhttp:\/\/127\.0\.0\.1:3456\n/);
  await leave(again);
});

test('Ctrl-C during a command ends it and the guide, and keeps the place', async () => {
  const terminal = await openWhileCommandRuns();
  await terminal.answer('', '\x03');
  assert.equal(await terminal.ended, 130);
  assert.match(terminal.shown(), /\nPage 3 of 3.*`make guide` continues from here/s);
  await waitFor(hasEnded);
  assert.deepEqual(readdirSync(guides.labFolder), ['guide.json']);

  const again = guides.open();
  await again.see(`$ echo sleeping; ${longSleep}`);
  await again.answer(promptEnd, '\x03');
  assert.equal(await again.ended, 0);
});

test('a guide that is terminated ends what it runs', async () => {
  const terminal = await openWhileCommandRuns();
  terminal.kill('SIGTERM');
  assert.equal(await terminal.ended, 143);
  await waitFor(hasEnded);
});
