import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from './files.ts';

test('folders are created with their parents, and one that the system refuses is an error at once', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-files-'));
  context.after(() => rmSync(folder, { recursive: true }));
  makeFolder(join(folder, 'a/b/c'));
  makeFolder(join(folder, 'a/b/c'));
  assert.ok(statSync(join(folder, 'a/b/c')).isDirectory());
  // Node.js's recursive mkdir never returns in /proc.
  if (process.platform === 'linux') assert.throws(() => makeFolder('/proc/feed-lab/a'), { code: 'ENOENT' });
});
