import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { acquireLock, lockHolder } from '../../lib/lock.ts';
import { labFolders, makeFolders } from './folders.ts';
import { localParts } from './parts.ts';

let labFolder: string;

beforeEach(() => {
  labFolder = mkdtempSync(join(tmpdir(), 'feed-lab-folders-'));
});

afterEach(() => rmSync(labFolder, { recursive: true }));

/** Each path of the lab that must be a file or a folder, with the wrong kind. */
function wrongKinds(): [string, (path: string) => void][] {
  const { build, ...paths } = labFolders(labFolder);
  const folders = [paths.logs, paths.builds, paths.data];
  const dangle = (path: string) => symlinkSync(join(labFolder, 'nowhere'), path);
  return Object.values(paths).flatMap((path): [string, (path: string) => void][] => [
    [path, folders.includes(path) ? (it) => writeFileSync(it, '') : (it) => mkdirSync(it)],
    [path, dangle],
  ]);
}

test('a folder in place of a file, or the reverse, is reported before anything is started', () => {
  for (const [path, make] of wrongKinds()) {
    mkdirSync(dirname(path), { recursive: true });
    make(path);
    assert.throws(
      () => makeFolders(labFolders(labFolder)),
      (error: Error & { code: string }) => error.code === 'wrong_kind_of_file' && error.message.includes(path),
    );
    rmSync(path, { recursive: true });
  }
  makeFolders(labFolders(labFolder));
});

test("a backslash or a control character in the path of the lab's folder is refused; what only shells mind is not", () => {
  for (const name of ['a\\b', 'a\nb', 'a\u001bb'])
    assert.throws(() => makeFolders(labFolders(join(labFolder, name))), { code: 'settings', whatToDo: /LAB_FOLDER=/ });
  makeFolders(labFolders(join(labFolder, '"$HOME" `id` O\'Neil')));
});

test('a folder in place of a record is reported by the verbs that stop the lab', async () => {
  const { apiProcess } = labFolders(labFolder);
  mkdirSync(apiProcess);
  await assert.rejects(localParts(labFolders(labFolder)), {
    code: 'wrong_kind_of_file',
    message: /api\.json is not a file/,
  });
});

test('a folder in place of the lock is reported, and left there', () => {
  const lock = join(labFolder, 'lock');
  mkdirSync(lock);
  assert.throws(() => acquireLock(labFolder, 'down'), { code: 'wrong_kind_of_file', whatToDo: /mv '.*lock'/ });
  assert.ok(existsSync(lock));
  assert.equal(lockHolder(labFolder), undefined);
});
