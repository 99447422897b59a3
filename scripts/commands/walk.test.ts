// Early: runs one verb after the other through all stages, as a learner does.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findGivenAway } from '../../tools/sandbox/given-away.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

// One lab from up to down, as a learner walks through it: each test continues where the one before
// ended. In between, its files are damaged, as by a crash, a full disk or a moved checkout.

const lab = useTestLab();

const short = { DURATION: '1s', USERS: '20', LOAD_ENGINE: 'autocannon' };
const long = { DURATION: '60s', USERS: '2', RATE: '10', LOAD_ENGINE: 'autocannon' };

async function succeed(verb: string, environment: Record<string, string> = {}): Promise<string> {
  const { code, output } = await lab.run([verb], environment);
  assert.equal(code, 0, output);
  assert.deepEqual(findGivenAway(`make ${verb}`, output), [], output);
  return output;
}

async function startLongLoadTest() {
  const load = lab.start(['loadtest'], long);
  await load.prints(/Load test/);
  return load;
}

test('up starts the broken stage; loadtest shows its symptoms, why and explain the causes', async () => {
  await succeed('up');
  assert.match(await succeed('status'), /Stage: Broken \(variant broken, migration 1\)/);
  assert.match(await succeed('explain'), /Seq Scan on posts.*<-- reads every post/);
  const damaged = join(lab.environment.RESULTS_FOLDER, 'damaged.json');
  mkdirSync(lab.environment.RESULTS_FOLDER);
  writeFileSync(damaged, '{');
  const early = await lab.run(['why']);
  assert.match(
    early.output,
    /no load test yet.*\nLeft out: damaged\.json .*\n.*make loadtest TARGET=local \(no_results\)/,
  );
  rmSync(damaged);
  const output = await succeed('loadtest', short);
  assert.match(output, /Broken, by autocannon.*\n20 users; 1 s; 10,000 posts; scram_iterations \d/);
  assert.match(output, /Next: make why/);
  const why = await succeed('why');
  assert.match(why, /per request .* 1\.[0-4]\d(.|\n)*one each.*See app\/src\/database\/pool-per-request\.ts/);
  assert.match(why, /Next: make apply-fix FIX=mine TARGET=local/);
  // On a running lab it changes nothing.
  assert.doesNotMatch(await succeed('up'), /Build/);
});

test('apply-fix deploys the pool, with a dangling link to the packages; up restores a damaged tuning', async () => {
  const link = join(lab.folder, 'builds', 'node_modules');
  rmSync(link);
  symlinkSync('/moved/away/node_modules', link);
  writeFileSync(join(lab.folder, 'tuning.json'), '{}');
  await succeed('status');
  await succeed('apply-fix');
  assert.match(
    (await lab.run(['loadtest'], short)).output,
    /tuning\.json is damaged.*\n.*make up.*\(tuning_unreadable\)/,
  );
  assert.match(await succeed('up'), /tuning-damaged-.*\.json/);
  assert.match((await lab.run(['why'])).output, /no load test yet of what is running now/);
  assert.match(await succeed('loadtest', short), /After fix 1 \(pooling\), by/);
  assert.match(await succeed('why'), /shared their connections.*Each feed reads all 10,\d+ posts \(Seq Scan\)/);
});

test('apply-index builds the index, which the plan uses', async () => {
  await succeed('apply-index');
  assert.match(await succeed('explain'), /Index Scan using idx_posts_created_at.*<-- reads the index/);
  assert.match(await succeed('loadtest', short), /After fix 2 \(index\), by/);
});

test('compare shows the three results, each with its tuning, and names files that are not results', async () => {
  const folder = lab.environment.RESULTS_FOLDER;
  const results = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  assert.deepEqual(
    results.map(({ tuning }) => tuning !== undefined),
    [true, true, true],
  );
  mkdirSync(join(folder, 'notes.json'));
  const output = await succeed('compare');
  for (const pattern of [
    /Left out, .*\n {2}notes\.json \(expected a file/,
    /Broken .* %/,
    /After fix 1 \(pooling\) .* %/,
    /After fix 2 \(index\) .* %/,
    /Measured on: local; \d+ cores/,
    /Fix 2, the index: average latency .*, p99 .*, requests per second /,
  ])
    assert.match(output, pattern);
});

test('during a load test, verbs that change the lab are rejected; Ctrl-C ends it, and the lab keeps running', async () => {
  const load = await startLongLoadTest();
  const down = await lab.run(['down']);
  assert.equal(down.code, 1, down.output);
  assert.match(down.output, /`make loadtest` is running in this lab.*\n.*\(busy\)/);
  load.signal('SIGINT');
  assert.equal((await load.ended).code, 130);
  assert.match(await succeed('status'), /running/);
});

test('a load test ends when the API is killed, status reports the crash, and up starts the same variant again', async () => {
  const load = await startLongLoadTest();
  const { pid } = JSON.parse(readFileSync(join(lab.folder, 'api.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  const { code, output } = await load.ended;
  assert.equal(code, 1);
  assert.match(output, /feed API has crashed.*\n.*make up.*\(crashed\)/);
  const status = await lab.run(['status']);
  assert.equal(status.code, 1);
  assert.match(status.output, /feed API .* crashed .* it ended without a message, as when it is killed/);
  await succeed('up');
  assert.match(await succeed('status'), /variant fixed/);
});

test('reset goes back to the broken stage', async () => {
  await succeed('reset');
  assert.match(await succeed('status'), /Stage: Broken \(variant broken, migration 1\)/);
});

test('down stops everything, even when the process file of the API is damaged', async () => {
  await succeed('down');
  writeFileSync(join(lab.folder, 'api.json'), '{}');
  assert.match((await lab.run(['status'])).output, /feed API .* crashed/);
  await succeed('down');
  await lab.assertNothingRuns();
});
