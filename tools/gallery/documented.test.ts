// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { checks } from '../../scripts/verify/verification.ts';
import { fixes } from './fixes.ts';

const page = readFileSync(`${projectFolder}docs/verify.md`, 'utf8');

test('docs/verify.md lists every check with its question', () => {
  for (const { id, question } of checks) assert.ok(page.includes(`| \`${id}\` | ${question} |`), id);
});

test('every check is the first to fail for some fix, except for the one that only a slow machine fails', () => {
  const failed = new Set(fixes.map(({ fails }) => fails));
  const untested = checks.filter(({ id }) => !failed.has(id)).map(({ id }) => id);
  assert.deepEqual(untested, ['fast']);
});
