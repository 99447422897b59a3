import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { openShell } from './shell.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'feed-lab-shell-test-'));
after(() => rmSync(folder, { recursive: true }));

/** A shell in the folder, which resolves to the exit code and the output. */
function open(signal = new AbortController().signal) {
  const shell = openShell(folder, { PATH: process.env.PATH });
  return async (commands: string) => {
    const { code, output } = await shell.run(commands, signal);
    return { code, output };
  };
}

test('exported and unset variables and the working folder carry over to the next block', async () => {
  const run = open();
  assert.equal((await run('echo "$PWD [$FRUIT]"')).output, `${folder} []\n`);
  await run("export FRUIT='an apple\nand=a pear'\ncd /");
  assert.equal((await run('echo "$PWD $FRUIT"; pwd')).output, '/ an apple\nand=a pear\n/\n');
  await run('unset FRUIT');
  assert.equal((await run('echo "[$FRUIT]"')).output, '[]\n');
});

test('a block ends at its first command that fails, and its output keeps its order', async () => {
  const block = 'echo one  # a comment\nls /none-such 2>/dev/null || echo two >&2\nfalse\necho three';
  assert.deepEqual(await open()(block), { code: 1, output: 'one\ntwo\n' });
});

test('commands have no keyboard', async () => {
  assert.deepEqual(await open()('cat'), { code: 0, output: '' });
});

test('an interrupted block ends with everything that it started', async () => {
  const interrupted = new AbortController();
  const run = open(interrupted.signal);
  const running = run('echo started; sleep 60 | (touch sleeping; cat); echo not here');
  await waitFor(() => existsSync(join(folder, 'sleeping')));
  interrupted.abort();
  const startedAt = Date.now();
  assert.deepEqual(await running, { code: null, output: 'started\n' });
  assert.ok(Date.now() - startedAt < 10_000);
  await assert.rejects(run('echo'), { name: 'AbortError' });
});
