import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { createTestLab, type TestLab } from '../testing/run-verb.ts';

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
  const { code, output } = await lab.run(['up']);
  assert.equal(code, 0, output);
});

after(() => lab.remove());

test('a second verb that changes the lab is told who is at work; one that only looks is not held up', async () => {
  const first = lab.start(['loadtest'], { DURATION: '60s', USERS: '2' });
  await waitFor(() => /Load test/.test(first.output()));
  const { code, output } = await lab.run(['down']);
  assert.equal(code, 1);
  assert.match(output, /`make loadtest` is at work in this lab.*\n.*\(busy\)/);
  assert.equal((await lab.run(['status'])).code, 0);
  first.signal('SIGINT');
  assert.equal((await first.ended).code, 130);
  assert.match((await lab.run(['status'])).output, /running/);
});

test('verify: the lab as it begins has no fix, which is told with evidence and hints, and by the exit code', async () => {
  const { code, output } = await lab.run(['verify', '--hint', '--hint'], { STAGE: 'pooled' });
  assert.equal(code, 1, output);
  assert.match(output, /NO {3}Are database connections used again\?\n.*: (0\.[5-9]|1\.)\d* per feed/);
  assert.match(output, /Neither fix holds yet\.\n\nAre database connections used again\?\n(?: {2}.*\n){3}/);
  assert.match(output, /shared-pool\.ts.*\n.*STAGE=pooled does not hold/);
});

test('a lock whose holder was killed does not count', async () => {
  writeFileSync(join(lab.folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago', verb: 'lab' }));
  assert.equal((await lab.run(['apply-index'])).code, 0);
});

test('an API that was killed is noticed: by status, in the middle of a load test, and mended by up', async () => {
  const load = lab.start(['loadtest'], { DURATION: '60s', USERS: '2', LOAD_ENGINE: 'autocannon' });
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
  assert.match((await lab.run(['status'])).output, /variant broken/);
});
