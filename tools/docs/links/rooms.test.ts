// Shares a process.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';

const read = (file: string) => readText(join(projectFolder, file));
const foldersIn = (folder: string) =>
  readdirSync(join(projectFolder, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

test('the import rules and docs/architecture.md have the same rooms, in the same order, and scripts/ has no other', () => {
  const levels = /const levels = (\[.*?\n\]);/s.exec(read('tools/import-rules.mjs'))?.[1] ?? '';
  const ordered = [...levels.matchAll(/'(\w+)'/g)].map(([, room]) => room);
  const documented = [...read('docs/architecture.md').matchAll(/^\| `scripts\/(\w+)\/`/gm)].map(([, room]) => room);
  assert.deepEqual(documented, ordered);
  assert.deepEqual(foldersIn('scripts').sort(), ordered.toSorted());
});

test('tools/README.md names every folder of tools/', () => {
  const named = [...read('tools/README.md').matchAll(/`([a-z0-9]+)\/`/g)].map(([, folder]) => folder);
  for (const folder of foldersIn('tools')) assert.ok(named.includes(folder), folder);
});
