import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { readText } from '../../scripts/lib/read-text.ts';
import { run } from '../../scripts/lib/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-python-'));
after(() => rmSync(folder, { recursive: true }));
symlinkSync(process.execPath, join(folder, 'node'));

const fuzz = () => run('checks')({ cwd: projectFolder, env: { PATH: folder } })`node --import tsx tools/fuzz/fuzz.ts`;

test('without a suitable Python, make fuzz says which one it needs before it starts anything', async () => {
  const missing = await fuzz();
  assert.equal(missing.exitCode, 1);
  assert.match(missing.stderr, /python3 is not installed\.\nGet Python 3\.11 or newer, with pip and venv/);

  // As on Debian without python3-venv.
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(folder, 'python3'), 0o755);
  const unsuitable = await fuzz();
  assert.equal(unsuitable.exitCode, 1);
  assert.match(unsuitable.stderr, /python3 is older than Python 3\.11, or has no pip or venv\.\nGet Python/);
});

test('every Python package is pinned', () => {
  const lines = readText(join(import.meta.dirname, 'requirements.txt'))
    .trim()
    .split('\n');
  const packages = lines.filter((line) => !line.startsWith('#'));
  assert.ok(packages.includes('schemathesis==4.32.5'));
  for (const line of packages) assert.match(line, /^[\w-]+==[\w.]+$/);
});
