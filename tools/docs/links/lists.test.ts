// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { glob } from 'zx';
import { loadVerbs } from '../../../scripts/commands/verbs.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { readMakeTargets } from '../reference/verbs-section.ts';

const read = (file: string) => readText(join(projectFolder, file));

test('every verb is a make target with the same summary', async () => {
  const makeTargets = readMakeTargets();
  for (const { name, summary } of await loadVerbs()) assert.equal(makeTargets.get(name), summary, name);
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

test('comments fit into 100 columns', async () => {
  const folders = '{app,charts,dashboards,db-migrations,loadtest,scripts,tools}';
  const files = await glob(`${folders}/**/*.{ts,js,mjs}`, { cwd: projectFolder, ignore: ['**/node_modules/**'] });
  assert.ok(files.length > 400);
  const tooLong = files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        line.length > 100 && /^\s*(\/\/|\/\*|\* )/.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  );
  assert.deepEqual(tooLong, []);
});
