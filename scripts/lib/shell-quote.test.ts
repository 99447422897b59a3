// Shares a process.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LabError } from './lab-error.ts';
import { requireKind } from './require-kind.ts';
import { run } from './run.ts';

test('a command that is printed for people to copy works with any path', async () => {
  const folder = mkdtempSync(join(tmpdir(), `feed-lab-O'Neil "$HOME" \`id\` \\ ü`));
  const path = join(folder, "Zoë's lock");
  mkdirSync(path);
  try {
    requireKind('file', path);
    assert.fail('nothing failed');
  } catch (error) {
    assert.ok(error instanceof LabError, String(error));
    const { stderr } = await run('checks')`sh -c ${error.whatToDo.replace(/^.*: /, '')}`;
    assert.equal(stderr, '');
    assert.ok(existsSync(`${path}.old`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
