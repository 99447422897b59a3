import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LabError } from './lab-error.ts';
import { acquireLock } from './lock.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-lock-'));

after(() => rmSync(folder, { recursive: true }));

test('only one verb runs at a time: a second one fails, naming the first, until the first has finished', () => {
  const release = acquireLock(folder, 'loadtest');
  assert.throws(
    () => acquireLock(folder, 'down'),
    (error) => error instanceof LabError && error.code === 'busy' && error.message.includes('make loadtest'),
  );
  release();
  acquireLock(folder, 'down')();
  assert.deepEqual(readdirSync(folder), []);
});

test('a lock is ignored if it is damaged, or if its process has ended or its process id was reused', () => {
  const gone = { pid: 2 ** 22 + 1, startedAt: '1', verb: 'lab' };
  const reused = { pid: process.pid, startedAt: '1', verb: 'lab' };
  const hostile = { pid: '../../etc/passwd', startedAt: '1', verb: 'lab' };
  for (const content of [...[gone, reused, hostile].map((holder) => JSON.stringify(holder)), '', 'null']) {
    writeFileSync(join(folder, 'lock'), content);
    acquireLock(folder, 'up')();
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('on a full disk, a verb runs without a lock, unless another verb holds it', async (context) => {
  const disk = mkdtempSync(join(tmpdir(), 'feed-lab-lock-'));
  const mounted = await run('checks')`mount -t tmpfs -o size=64k tmpfs ${disk}`;
  if (mounted.exitCode !== 0) {
    rmSync(disk, { recursive: true });
    return context.skip('only root may mount a file system');
  }
  const fill = () => writeFileSync(join(disk, 'large'), ' '.repeat(2 ** 17));
  try {
    const release = acquireLock(disk, 'loadtest');
    assert.throws(fill, { code: 'ENOSPC' });
    assert.throws(() => acquireLock(disk, 'down'), { code: 'busy', message: /make loadtest/ });
    release();
    assert.throws(fill, { code: 'ENOSPC' });
    acquireLock(disk, 'down')();
    assert.deepEqual(readdirSync(disk), ['large']);
  } finally {
    await run('checks')`umount ${disk}`;
    rmSync(disk, { recursive: true });
  }
});
