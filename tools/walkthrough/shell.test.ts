import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { openShell, type Shell } from './shell.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'feed-lab-shell-test-'));
after(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;
const open = () => openShell(folder, { PATH: process.env.PATH });
const outputOf = async (shell: Shell, commands: string) => (await shell.run(commands, never)).output;

test('what a block exports, unsets, and where it goes, holds for the next', async () => {
  const shell = open();
  assert.equal(await outputOf(shell, 'echo "$PWD [$FRUIT]"'), `${folder} []\n`);
  await shell.run("export FRUIT='an apple\nand=a pear'\ncd /", never);
  assert.equal(await outputOf(shell, 'echo "$PWD $FRUIT"'), '/ an apple\nand=a pear\n');
  await shell.run('unset FRUIT', never);
  assert.equal(await outputOf(shell, 'echo "[$FRUIT]"'), '[]\n');
});

test('a block ends at its first command that fails, and tells what was written, in the order in which it came', async () => {
  const ran = await open().run(
    'echo one  # a comment\nls /none-such 2>/dev/null || echo two >&2\nfalse\necho three',
    never,
  );
  assert.deepEqual(ran, { code: 1, output: 'one\ntwo\n' });
});

test('commands see no keyboard', async () => {
  assert.deepEqual(await open().run('cat', never), { code: 0, output: '' });
});

test('an interrupted block ends with all that it started', async () => {
  const interrupted = new AbortController();
  const shell = open();
  const running = shell.run('echo begun; sleep 60 | (touch sleeping; cat); echo not here', interrupted.signal);
  await waitFor(() => existsSync(join(folder, 'sleeping')));
  interrupted.abort();
  const startedAt = Date.now();
  assert.deepEqual(await running, { code: null, output: 'begun\n' });
  assert.ok(Date.now() - startedAt < 10_000);
  await assert.rejects(shell.run('echo', interrupted.signal), { name: 'AbortError' });
});
