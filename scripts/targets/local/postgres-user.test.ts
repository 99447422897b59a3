import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findPostgres } from './postgres-binaries.ts';
import { choosePostgresUser } from './postgres-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-user-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

test('as root, a parent folder that PostgreSQL cannot enter is named, and the advice gives it access', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('PostgreSQL runs as the user itself');
  const closed = join(folder, 'closed');
  const parent = join(closed, 'lab', 'postgres');
  mkdirSync(parent, { recursive: true });
  chmodSync(closed, 0o700);
  const binaries = await findPostgres();
  await assert.rejects(
    choosePostgresUser(binaries, parent),
    (error: { code: string; message: string; whatToDo: string }) => {
      assert.equal(error.code, 'postgres_user');
      assert.ok(error.message.includes(`cannot access ${closed} (mode 700), on the way to ${parent}`), error.message);
      assert.ok(error.whatToDo.endsWith(`chmod a+x '${closed}'`));
      return true;
    },
  );
  chmodSync(closed, 0o711);
  const user = await choosePostgresUser(binaries, parent);
  assert.ok('uid' in user && user.uid !== 0);
});
