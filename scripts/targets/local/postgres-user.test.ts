import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findPostgres } from './postgres-binaries.ts';
import { choosePostgresUser } from './postgres-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-user-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

test('as root, all folders that PostgreSQL cannot enter are named, and the advice gives it access', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('PostgreSQL runs as the user itself');
  const closed = join(folder, 'closed');
  const parent = join(closed, 'lab', 'postgres');
  mkdirSync(parent, { recursive: true });
  chmodSync(closed, 0o700);
  chmodSync(join(closed, 'lab'), 0o700);
  const binaries = await findPostgres();
  let command = '';
  await assert.rejects(
    choosePostgresUser(binaries, parent),
    (error: { code: string; message: string; whatToDo: string }) => {
      assert.equal(error.code, 'postgres_user');
      assert.match(error.message, /closed \(mode 700\), .*closed\/lab \(mode 700\)\.$/);
      command = error.whatToDo.slice(error.whatToDo.indexOf('chmod a+x'));
      return true;
    },
  );
  execFileSync('sh', ['-c', command]);
  const user = await choosePostgresUser(binaries, parent);
  assert.ok('uid' in user && user.uid !== 0);
});
