import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildApi } from '../../app/build.ts';
import { childEnvironment } from '../lib/child-environment.ts';
import { compileApi } from './compile-api.ts';

test('a full disk is not reported as a mistake in the code', async (context) => {
  const disk = mkdtempSync(join(tmpdir(), 'feed-lab-disk-'));
  context.after(() => rmdirSync(disk));
  try {
    // Some of the compiled files fit.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    return context.skip(`a small disk cannot be mounted: ${(error as Error).message}`);
  }
  try {
    await assert.rejects(compileApi('fixed', join(disk, 'build'), context.signal), {
      code: 'disk_full',
      message: /disk is full.*\n.*Could not write file/,
      whatToDo: /^Free some disk space/,
    });
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('a compiler that was killed is not reported as a mistake in the code', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-build-'));
  context.after(() => rmSync(folder, { recursive: true }));
  // Ends the compiler as the system does when memory runs out.
  const end = join(folder, 'end.cjs');
  writeFileSync(end, "process.kill(process.pid, 'SIGKILL');");
  const env = { ...childEnvironment('program'), NODE_OPTIONS: `--require=${end}` };
  await assert.rejects(buildApi('fixed', join(folder, 'build'), { env }), {
    name: 'CompilerFailure',
    message: /SIGKILL/,
  });
});
