import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder, variableDescriptions } from './lib/settings.ts';
import { readMakeTargets } from './reference/make-targets.ts';
import { verbs } from './verbs.ts';

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/api.md',
  'docs/dashboard.md',
  'docs/alerts.md',
  'docs/reference.md',
];

const makeTargets = readMakeTargets();

test('every verb is a make target, in the same words', () => {
  for (const { name, summary } of verbs) assert.equal(makeTargets.get(name), summary, name);
});

for (const document of documents) {
  const text = read(document);

  test(`${document}: every \`make\` target that it names exists`, () => {
    for (const [, target = ''] of text.matchAll(/(?:`|^)make ([a-z][a-z0-9-]*)/gm))
      assert.ok(makeTargets.has(target), `make ${target}`);
  });

  test(`${document}: every file and folder that it names exists`, () => {
    const names = [
      ...text.matchAll(/`((?:app|db-migrations|loadtest|scripts|docs|\.ci)\/[\w./-]*|[\w.-]+\.(?:md|json|sql))`/g),
    ];
    const links = [...text.matchAll(/(?:\]\(|src="|srcset=")(?!https?:|#)([^)#"]+)/g)];
    const folder = document.includes('/') ? 'docs' : '.';
    for (const [, name = ''] of names)
      assert.ok(existsSync(join(projectFolder, name)) || existsSync(join(projectFolder, 'db-migrations', name)), name);
    for (const [, link = ''] of links) assert.ok(existsSync(join(projectFolder, folder, link)), link);
  });
}

test('README.md: every variable of a verb is explained, and none that does not exist', () => {
  const rows = [...read('README.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(rows.sort(), variableDescriptions.map(([name]) => name).sort());
});

test('at most ten npm scripts, and every dependency pinned', () => {
  for (const file of ['package.json', 'app/package.json', 'db-migrations/package.json']) {
    const { scripts = {}, dependencies = {}, devDependencies = {} } = JSON.parse(read(file));
    assert.ok(Object.keys(scripts).length <= 10);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(String(version), /^\d+\.\d+\.\d+/, name);
  }
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
});
