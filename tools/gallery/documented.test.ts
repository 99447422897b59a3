import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { checks } from '../../scripts/verify/checks.ts';
import { fixes, fixesTable } from './fixes.ts';

const page = readFileSync(`${projectFolder}docs/verify.md`, 'utf8');

test('docs/verify.md names every check, with its question', () => {
  for (const { id, question } of checks) assert.ok(page.includes(`| \`${id}\` | ${question} |`), id);
});

test('docs/verify.md has the whole gallery', () => {
  assert.ok(page.includes(fixesTable), `put this table there:\n${fixesTable}`);
});

test('every check has a fix that fails it first, but for the one that only a slow machine would fail', () => {
  const failed = new Set(fixes.map(({ fails }) => fails));
  const untried = checks.filter(({ id }) => !failed.has(id)).map(({ id }) => id);
  assert.deepEqual(untried, ['fast']);
});
