// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSuccess } from './require-success.ts';

const options = { code: 'cluster_failed', lines: 2, whatToDo: 'Try again.' } as const;

test('a command that succeeds returns its standard output, whatever it warned about', () => {
  const outcome = { exitCode: 0, stdout: 'pods', stderr: 'a warning' };
  assert.equal(requireSuccess(outcome, ['kubectl', 'get'], options), 'pods');
});

test('a command that fails is quoted with its first arguments and the end of its messages', () => {
  const command = ['helm', 'upgrade', 'feed-lab', 'chart', '--wait'];
  assert.throws(() => requireSuccess({ exitCode: 1, stdout: 'x', stderr: 'one\ntwo\nthree\n' }, command, options), {
    code: 'cluster_failed',
    message: 'helm upgrade feed-lab chart failed:\ntwo\nthree',
    whatToDo: 'Try again.',
  });
});
