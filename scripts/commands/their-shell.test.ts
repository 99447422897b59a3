import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { theirShell } from '../../tools/sandbox/their-shell.ts';
import { resultSchema } from '../results/result.ts';

const lab = useTestLab();

test('in a shell with fifty variables for other programs, the lab starts, runs the requested load test, and stops', async () => {
  assert.ok(Object.keys(theirShell).length >= 50);
  const up = await lab.run(['up'], theirShell);
  assert.equal(up.code, 0, up.output);
  const load = await lab.run(['loadtest'], { ...theirShell, USERS: '5', DURATION: '2s' });
  assert.equal(load.code, 0, load.output);
  const folder = lab.environment.RESULTS_FOLDER;
  const results = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const result = resultSchema.parse(JSON.parse(readFileSync(`${folder}/${results[0]}`, 'utf8')));
  assert.equal(result.users, 5);
  assert.ok(result.requests > 5, 'K6_ITERATIONS would end it after 5');
  const status = await lab.run(['status'], theirShell);
  assert.match(status.output, /feed API +│ running[\s\S]*Stage: Broken/);
  assert.equal((await lab.run(['down'], theirShell)).code, 0);
  await lab.assertNothingRuns();
});
