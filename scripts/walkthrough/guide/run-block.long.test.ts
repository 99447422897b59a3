import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { leave, more, prepareGuides } from '../../../tools/sandbox/guide-terminal.ts';
import { findFreePort } from '../../lib/ports.ts';
import { run } from '../../lib/run.ts';
import { waitUntil } from '../../lib/timing.ts';

const guides = prepareGuides();

test('Enter, pressed while commands run, is not an answer to what comes next', async () => {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(more, '\r');
  await terminal.answer(/\n.* on local/, '\r\r\r');
  // Keys are read in the order in which they came: when this one is answered, those were, too.
  await terminal.answer(`Enter goes on ${more}`, '?\r');
  await terminal.see(/your place is kept.*\n\n/);
  assert.doesNotMatch(terminal.shown(), /echo sleeping/);
  await leave(terminal);
});

test('the walk goes on only when a check holds, and says where help is', async () => {
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(more, 's\r');
  await terminal.answer(`Enter runs this, s skips it ${more}`, '\r');
  await terminal.see('Not there yet: It ended with 1');
  const help = await terminal.see(`Enter runs it again, s goes on without it ${more}`);
  assert.match(help, /when-stuck\.md may help:\n {2}• The check says no\n/);
  assert.doesNotMatch(help, /Something else/);
  writeFileSync(join(guides.folder, 'mine.ts'), 'right\n');
  await terminal.answer('', '\r');
  await terminal.see(`Enter goes on ${more}`);
  assert.deepEqual(
    guides.readNotes().blocks.map(({ how }) => how),
    ['ran'],
  );
  await terminal.answer('', 'q\r');
  assert.equal(await terminal.ended, 0);
});

test('commands that stand on a page twice are run and remembered apart', async () => {
  const commands = '```sh run\necho again\n```\n';
  writeFileSync(join(guides.folder, '02-second-page.md'), `# 2. Twice\n\n${commands}\nOnce more:\n\n${commands}`);
  const terminal = guides.open(['--page', '2']);
  await terminal.answer(`Enter runs this, s skips it ${more}`, '\r');
  await terminal.answer(`Enter goes on ${more}`, '\r');
  await terminal.see('Once more:');
  await terminal.answer(`Enter runs this, s skips it ${more}`, 's\r');
  await leave(terminal);
  assert.deepEqual(
    guides.readNotes().blocks.map(({ how }) => how),
    ['ran', 'skipped'],
  );
});

test('who needs another port is told how to give it to the guide, which then shows it and runs with it', async (context) => {
  const page = '# 1. Start\n\n```sh run\nmake up\n```\n\n```sh run\necho http://127.0.0.1:3000\n```\n';
  writeFileSync(join(guides.folder, '01-first-page.md'), page);
  const stranger = createServer().listen(0, '127.0.0.1');
  context.after(() => stranger.close());
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const environment = { API_PORT: String(port), POSTGRES_PORT: String(await findFreePort()) };
  const terminal = guides.open([], { environment });
  await terminal.answer(more, '\r');
  await terminal.see('(port_taken)');
  await terminal.see(/When a port is taken: q leaves; export another/);
  await leave(terminal);

  const again = guides.open([], { environment: { ...environment, API_PORT: '3456' } });
  await again.answer(`Enter runs this, s skips it ${more}`, 's\r');
  await again.see('$ echo http://127.0.0.1:3456');
  await again.answer(more, '\r');
  await again.see(/\nhttp:\/\/127\.0\.0\.1:3456\n/);
  await leave(again);
});

test('Ctrl-C in the middle of a command ends both, and keeps the place', async () => {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, '\r');
  await terminal.answer(/\nsleeping/, '\x03');
  assert.equal(await terminal.ended, 130);
  assert.match(terminal.shown(), /\nPage 3 of 3.*`make guide` goes on from here/s);
  const { stdout } = await run()`ps -eo args`;
  assert.doesNotMatch(stdout, /^sleep 600$/m);
  assert.deepEqual(readdirSync(guides.labFolder), ['guide.json']);

  const again = guides.open();
  await again.see('$ echo sleeping; sleep 600');
  await again.answer(more, '\x03');
  assert.equal(await again.ended, 0);
});

test('a guide that is told to stop ends what it runs', async () => {
  const terminal = guides.open(['--page', '3']);
  await terminal.answer(more, 's\r');
  await terminal.answer(more, '\r');
  await terminal.see(/\nsleeping/);
  terminal.kill('SIGTERM');
  assert.equal(await terminal.ended, 143);
  const gone = async () => !/^sleep 600$/m.test((await run()`ps -eo args`).stdout);
  assert.ok(await waitUntil(gone, { timeoutMs: 5000 }));
});
