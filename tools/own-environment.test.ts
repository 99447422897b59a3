// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { glob } from 'zx';
import { projectFolder } from '../scripts/lib/project-folder.ts';

test('every program adapts its environment before it imports anything', async () => {
  const files = await glob('{scripts,tools}/**/*.ts', { cwd: projectFolder });
  const programs = files.filter((file) => /^await runMain\(/m.test(readFileSync(join(projectFolder, file), 'utf8')));
  assert.ok(programs.length >= 8);
  for (const file of programs)
    assert.match(readFileSync(join(projectFolder, file), 'utf8'), /^import '.*\/own-environment\.ts';\n/, file);
});
