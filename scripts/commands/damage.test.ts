import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { createTestLab, type TestLab } from '../../tools/sandbox/run-verb.ts';

// What a crash, a full disk, a moved checkout or a curious person can do to the lab's files.

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
  assert.equal((await lab.run(['up'])).code, 0);
});

after(() => lab.remove());

test('a tuning file with something else in it is not taken into a result', async () => {
  writeFileSync(join(lab.folder, 'tuning.json'), '{}');
  const { code, output } = await lab.run(['loadtest'], { DURATION: '1s', USERS: '2', LOAD_ENGINE: 'autocannon' });
  assert.equal(code, 0, output);
});

test('a folder among the results is left out, and named', async () => {
  const folder = join(lab.environment.RESULTS_FOLDER ?? '', 'notes.json');
  mkdirSync(folder);
  const { code, output } = await lab.run(['compare']);
  rmSync(folder, { recursive: true });
  assert.equal(code, 0, output);
  assert.match(output, /Left out, .*notes\.json/);
});

test('a results folder that cannot be one is told before the load', async () => {
  const file = join(lab.folder, 'not-a-folder');
  writeFileSync(file, '');
  const { code, output } = await lab.run(['loadtest'], { RESULTS_FOLDER: file });
  assert.equal(code, 1);
  assert.match(output, /Results cannot be kept in .*\n.*\(results_folder\)/);
  assert.doesNotMatch(output, /Load test/);
  assert.match((await lab.run(['up'], { LAB_FOLDER: file })).output, /\(wrong_kind_of_file\)/);
});

test('a link to packages that are somewhere else now is renewed', async () => {
  const link = join(lab.folder, 'builds', 'node_modules');
  rmSync(link);
  symlinkSync('/moved/away/node_modules', link);
  assert.equal((await lab.run(['status'])).code, 0);
  assert.equal((await lab.run(['apply-fix'])).code, 0);
});

test('a lock whose holder was killed does not count', async () => {
  writeFileSync(join(lab.folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago', verb: 'lab' }));
  assert.equal((await lab.run(['apply-index'])).code, 0);
});

test('an API that was killed is noticed: by status, in the middle of a load test, and mended by up', async () => {
  const load = lab.start(['loadtest'], { DURATION: '60s', USERS: '2', RATE: '10', LOAD_ENGINE: 'autocannon' });
  await waitFor(() => /Load test/.test(load.output()));
  const { pid } = JSON.parse(readFileSync(join(lab.folder, 'api.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  const { code, output } = await load.ended;
  assert.equal(code, 1);
  assert.match(output, /feed API has crashed.*\n.*make up.*\(crashed\)/);
  const status = await lab.run(['status']);
  assert.equal(status.code, 1);
  assert.match(status.output, /feed API .* crashed/);
  assert.equal((await lab.run(['up'])).code, 0);
  assert.match((await lab.run(['status'])).output, /variant fixed/);
});

test('what is remembered of the API can be damaged: the lab is said to have crashed, and can be stopped', async () => {
  await lab.run(['down']);
  writeFileSync(join(lab.folder, 'api.json'), '{}');
  assert.match((await lab.run(['status'])).output, /feed API .* crashed/);
  assert.equal((await lab.run(['down'])).code, 0);
  await lab.assertNothingRuns();
});
