import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LabError } from './lab-error.ts';
import { takeLock } from './lock.ts';
import { identify, isRunning } from './process-identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-lock-'));

after(() => rmSync(folder, { recursive: true }));

test('one verb at a time: the second fails with the name of the first until that is done', () => {
  const release = takeLock(folder, 'loadtest');
  assert.throws(
    () => takeLock(folder, 'down'),
    (error) => error instanceof LabError && error.code === 'busy' && error.message.includes('make loadtest'),
  );
  release();
  takeLock(folder, 'down')();
  assert.deepEqual(readdirSync(folder), []);
});

test('the lock of a process that has ended, or whose id was reused, and a damaged lock do not count', () => {
  const gone = { pid: 2 ** 22 + 1, startedAt: '1', verb: 'lab' };
  const reused = { pid: process.pid, startedAt: '1', verb: 'lab' };
  for (const content of [JSON.stringify(gone), JSON.stringify(reused), '']) {
    writeFileSync(join(folder, 'lock'), content);
    takeLock(folder, 'up')();
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('a process is not confused with another that has the same id', () => {
  const self = identify(process.pid);
  assert.ok(self && isRunning(self));
  assert.ok(!isRunning({ ...self, startedAt: 'another time' }));
  assert.equal(identify(2 ** 22 + 1), undefined);
});
