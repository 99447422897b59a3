import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { explainFileError } from './file-errors.ts';
import type { LabError } from './lab-error.ts';
import { projectFolder } from './project-folder.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-file-errors-'));
after(() => rmSync(folder, { recursive: true }));

/** The explanation of the system's own error. */
function explain(act: () => unknown): LabError | undefined {
  try {
    act();
  } catch (error) {
    return explainFileError(error as NodeJS.ErrnoException, 'RESULTS_FOLDER=');
  }
  return assert.fail('nothing failed');
}

const path = (name: string) => join(folder, name);

test('each cause has a message of its own, with the path and what to do', () => {
  writeFileSync(path('file'), '');
  symlinkSync(path('circle'), path('circle'));
  symlinkSync(path('nowhere'), path('dangling'));
  const make = (name: string) => explain(() => mkdirSync(path(name), { recursive: true }));
  for (const [name, message] of [
    ['file/in', /^Expected a folder but found a file, or the reverse: .*\/file\/in$/],
    ['circle/in', /^The symbolic links form a loop: .*\/circle\/in$/],
    ['dangling', /^The folder cannot be created: .*\/dangling$/],
    ['n'.repeat(300), /^The path is longer than the system allows: /],
  ] as const) {
    assert.match(make(name)?.message ?? '', message);
    assert.match(make(name)?.whatToDo ?? '', /or choose another folder: RESULTS_FOLDER=/);
  }
  const system = (code: string, syscall: string) =>
    explainFileError(Object.assign(new Error(code), { code, syscall, path: '/x' }))?.whatToDo;
  assert.match(system('EMFILE', 'open') ?? '', /ulimit -n/);
  assert.match(system('EMFILE', 'watch') ?? '', /max_user_instances/);
  assert.match(system('ENOSPC', 'watch') ?? '', /max_user_watches/);
  assert.equal(explainFileError(new TypeError('a bug')), undefined);
});

test('if a permission is missing, the folder in the way and its owner are named', () => {
  const isRoot = userInfo().uid === 0;
  chmodSync(folder, 0o755);
  mkdirSync(path('closed/in'), { recursive: true });
  chmodSync(path('closed'), isRoot ? 0o700 : 0);
  const script = `
    import { writeFileSync } from 'node:fs';
    import { explainFileError } from './scripts/lib/file-errors.ts';
    try { writeFileSync(process.argv[1], ''); } catch (error) { console.log(explainFileError(error).message); }`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script, path('closed/in/file')],
    // Root may do everything.
    {
      cwd: projectFolder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
      ...(isRoot && { uid: 65_534, gid: 65_534 }),
    },
  );
  chmodSync(path('closed'), 0o700);
  const why = `because of the folder ${path('closed')}, which belongs to ${isRoot ? 'root' : 'you'}.`;
  assert.equal(stdout, `Permission denied: ${path('closed/in/file')}, ${why}\n`, stderr);
});

test('a read-only file system is reported as such, even if Node.js reports ENOENT', async (context) => {
  mkdirSync(path('mounted'));
  const mounted = await run('checks')`mount -t tmpfs -o ro tmpfs ${path('mounted')}`;
  if (mounted.exitCode !== 0) return context.skip('only root may mount a file system');
  try {
    for (const act of [
      () => writeFileSync(path('mounted/file'), ''),
      () => mkdirSync(path('mounted/one/two'), { recursive: true }),
    ])
      assert.equal(explain(act)?.code, 'read_only');
  } finally {
    await run('checks')`umount ${path('mounted')}`;
  }
});
