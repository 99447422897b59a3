// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { readChartMetadata } from './settings.ts';

const read = (file: string) => readFileSync(`${projectFolder}${file}`, 'utf8');
const { version, appVersion, sources } = readChartMetadata();

test('every file that repeats the version has that of charts/feed-lab/Chart.yaml', () => {
  assert.equal(appVersion, version, 'appVersion of Chart.yaml');
  for (const file of ['package.json', 'app/package.json', 'db-migrations/package.json'])
    assert.equal(JSON.parse(read(file)).version, version, `${file}: npm version ${version} sets it (CONTRIBUTING.md)`);
  const { packages } = JSON.parse(read('package-lock.json'));
  for (const folder of ['', 'app', 'db-migrations'])
    assert.equal(packages[folder].version, version, `package-lock.json, "${folder}"`);
});

test('CHANGELOG.md has a section for the version', () => {
  assert.match(read('CHANGELOG.md'), new RegExp(`^## ${version.replaceAll('.', '\\.')}\\b`, 'm'));
});

test('Chart.yaml names the source, which becomes a label of the images', () => {
  assert.match(sources[0] ?? '', /^https:\/\//);
});
