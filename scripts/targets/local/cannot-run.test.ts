import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findPostgres } from './postgres-binaries.ts';
import { choosePostgresUser } from './postgres-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-programs-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

const isLinux = process.platform === 'linux';
const { initdb, postgres } = await findPostgres();

/** Asserts what is said about a program that cannot run; the other one can. */
async function assertReported(program: string, message: RegExp, whatToDo: RegExp): Promise<void> {
  for (const binaries of [
    { initdb, postgres: program },
    { initdb: program, postgres },
  ])
    await assert.rejects(choosePostgresUser(binaries, folder), { code: 'postgres_start', message, whatToDo });
}

test('a missing program is reported as missing', async () => {
  await assertReported(join(folder, 'none'), /ENOENT/, /is missing.*npm ci/);
});

test('missing libraries are not reported as a permission problem', {
  skip: !isLinux && 'the text of the Linux loader',
}, async () => {
  mkdirSync(join(folder, 'bin'));
  const copy = join(folder, 'bin', 'postgres');
  copyFileSync(postgres, copy);
  chmodSync(copy, 0o755);
  await assertReported(copy, /error while loading shared libraries: lib/, /npm rebuild --ignore-scripts=false/);
});

test('a file that is not executable, or not for this system, is reported as such', async () => {
  const file = join(folder, 'program');
  writeFileSync(file, '#!/no/such/loader\n');
  chmodSync(file, 0o644);
  await assertReported(file, /EACCES/, /noexec.*not executable/);
  chmodSync(file, 0o755);
  await assertReported(file, /ENOENT/, /needs glibc/);
  writeFileSync(file, '\u007fELF\u0002 for another system (\n');
  await assertReported(file, /./, /another system or processor.*npm ci/);
});
