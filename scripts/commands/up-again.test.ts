// Early: starts a lab with settings, and again with others.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { findFreePort } from '../lib/ports.ts';

const lab = useTestLab();

async function run(verb: string, more: Record<string, string> = {}): Promise<string> {
  const { code, output } = await lab.run([verb], more);
  assert.equal(code, 0, output);
  return output;
}

const readApi = () => JSON.parse(readFileSync(join(lab.folder, 'api.json'), 'utf8'));

test('up applies the posts and the cost of a login to a running lab, and prints both each time', async () => {
  assert.match(await run('up'), /Chosen for this machine: 10,000 posts, scram_iterations 4,096\./);
  const settings = { POSTS: '20000', SCRAM_ITERATIONS: '5000' };
  assert.match(await run('up', settings), /Chosen for this machine: 20,000 posts, scram_iterations 5,000\./);
});

test('a running API is restarted for another collector, and only for another one', async () => {
  const collector = { OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  const { pid } = readApi();
  assert.match(await run('up', collector), /Build and start the API, variant broken/);
  const restarted = readApi();
  assert.notEqual(restarted.pid, pid);
  for (const more of [collector, undefined]) {
    await run('up', more);
    assert.equal(readApi().pid, restarted.pid);
  }
});

test('up names the settings that a running lab does not take', async () => {
  const more = { API_PORT: String(await findFreePort()), RESULTS_FOLDER: join(lab.folder, 'other') };
  assert.match(await run('up', more), /Not applied to the lab that is running: API_PORT, RESULTS_FOLDER\. .*make down/);
  assert.doesNotMatch(await run('up'), /Not applied/);
});

test('without TARGET, verbs point to the lab that is running on this machine, not to a cluster', async () => {
  // No program is found in PATH, so that there is no cluster.
  const more = { TARGET: '', PATH: lab.folder };
  for (const verb of ['loadtest', 'verify', 'why', 'down', 'status']) {
    const { output } = await lab.run([verb], more);
    assert.match(output, new RegExp(`The lab on this machine is running\\..* make ${verb} TARGET=local`), verb);
    assert.doesNotMatch(output, /make (?:cluster-)?up/, verb);
  }
});

test('up and status say that a migration is left from before, and reset goes back', async () => {
  const left = /Stage: Broken .*\nThis is not the beginning of the story: migration 2 .*: make reset TARGET=local\n/;
  assert.doesNotMatch(await run('status'), left);
  await run('apply-index');
  await run('down');
  assert.match(await run('up'), left);
  assert.match(await run('status'), left);
  await run('reset');
  assert.doesNotMatch(await run('status'), left);
});
