import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run } from '../scripts/lib/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-makefile-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs make in a checkout with this name. */
async function makeIn(name: string) {
  const checkout = join(folder, name);
  mkdirSync(checkout);
  copyFileSync(join(projectFolder, 'Makefile'), join(checkout, 'Makefile'));
  return run('checks')({ cwd: checkout })`make help`;
}

test('make works in a folder whose name has spaces, single quotes, umlauts or other allowed characters', async () => {
  for (const name of ['with space', "it's", 'ümläut', '#1 (a) [b] {c} *&;|<>', '-n', 'a=b', 'C: 100%', '日本']) {
    const { exitCode, stdout, stderr } = await makeIn(name);
    assert.equal(exitCode, 0, `${name}: ${stderr}`);
    assert.match(stdout, /make lab .*\n/);
  }
});

test('a path that Node.js or PostgreSQL cannot handle is refused, and nothing in it is executed', async () => {
  for (const name of ['a"b', 'a$(touch x)', '$HOME', 'a`touch x`', 'a\\b', 'a?b', 'a\nb', 'a\tb']) {
    const { exitCode, stdout, stderr } = await makeIn(name);
    assert.equal(exitCode, 2, name);
    assert.match(stderr, /The path of this checkout contains .* Move the checkout, for example to ~\/feed-lab/, name);
    assert.equal(stdout, '');
  }
});
