import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { run } from './run.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = () => readdirSync(folder).sort();

function save(name: string, text: string, ageHours: number): void {
  const file = join(folder, name);
  writeFileSync(file, text);
  utimesSync(file, Date.now() / 1000 - ageHours * 3600, Date.now() / 1000 - ageHours * 3600);
}

test('old temporary files of killed processes are removed, but no files of others', async () => {
  const { stdout: ended } = await run('checks')`sh -c ${'echo $$'}`;
  const kept = ['empty.new', `notes.${ended.trim()}.new`, `running.json.${process.ppid}.new`, 'text.json.new'];
  for (const name of [`cut.json.${ended.trim()}.new`, 'older-version.json.new', ...kept])
    save(name, name === 'text.json.new' ? '{}' : '', 2);
  // Its process may be in another container.
  kept.push(`young.json.${ended.trim()}.new`);
  save(`young.json.${ended.trim()}.new`, '', 0.5);
  writeFileAtomic(join(folder, 'result.json'), '{"schema": 1}');
  assert.deepEqual(names(), [...kept, 'result.json'].sort());
  assert.equal(readFileSync(join(folder, 'result.json'), 'utf8'), '{"schema": 1}');
});

test('a failure leaves no temporary file, keeps what was there, and names the file', () => {
  const file = join(folder, 'result.json');
  mkdirSync(file);
  assert.throws(() => writeFileAtomic(file, 'text'), { code: 'EISDIR', path: file });
  assert.deepEqual(names(), ['result.json']);
});

test('so does a failure on a full disk', async (context) => {
  const mounted = await run('checks')`mount -t tmpfs -o size=64k tmpfs ${folder}`;
  if (mounted.exitCode !== 0) return context.skip('only root may mount a file system');
  try {
    const file = join(folder, 'result.json');
    writeFileAtomic(file, 'before');
    assert.throws(() => writeFileAtomic(file, ' '.repeat(2 ** 17)), { code: 'ENOSPC', path: file });
    assert.deepEqual(names(), ['result.json']);
    assert.equal(readFileSync(file, 'utf8'), 'before');
  } finally {
    await run('checks')`umount ${folder}`;
  }
});
