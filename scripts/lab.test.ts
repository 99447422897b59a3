import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../db-migrations/src/testing/wait-for.ts';
import { requireFreePort } from './lib/ports.ts';
import { projectFolder } from './lib/settings.ts';
import { createTestLab, type TestLab } from './testing/run-verb.ts';

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
});

after(() => lab.remove());

/** No process, no port and no lock of the lab is left. */
async function assertNothingRuns(): Promise<void> {
  await requireFreePort(Number(lab.environment.API_PORT), 'the API', 'API_PORT');
  await requireFreePort(Number(lab.environment.POSTGRES_PORT), 'PostgreSQL', 'POSTGRES_PORT');
  assert.deepEqual(
    readdirSync(lab.folder).filter((name) => name.startsWith('lock') || name === 'api.json'),
    [],
  );
}

test('without a verb, help lists verbs and variables; each verb explains itself', async () => {
  const { code, output } = await lab.run([]);
  assert.equal(code, 0);
  assert.match(output, /apply-index .*\n/);
  assert.match(output, /SCRAM_ITERATIONS .*\n/);
  assert.match((await lab.run(['lab', '--help'])).output, /--keep/);
});

test('an unknown verb, an unknown flag and wrong settings are told as such, with code 2 and no stack', async () => {
  const cases: [string[], Record<string, string>, RegExp[]][] = [
    [['launch'], {}, [/There is no verb "launch"/, /\(usage\)/]],
    [['down', '--now'], {}, [/--now/, /\(usage\)/]],
    [
      ['status'],
      { USERS: 'many', DURATION: '30 seconds', POSTS: '12', FIX: 'magic' },
      [/USERS: expected/, /DURATION: expected/, /POSTS: expected/, /FIX: expected/, /\(settings\)/],
    ],
  ];
  for (const [words, environment, expected] of cases) {
    const { code, output } = await lab.run(words, environment);
    assert.equal(code, 2);
    for (const pattern of expected) assert.match(output, pattern);
    assert.doesNotMatch(output, /\n\s+at /);
  }
});

test('what needs a running lab says so', async () => {
  for (const verb of ['loadtest', 'apply-fix', 'explain', 'psql']) {
    const { code, output } = await lab.run([verb]);
    assert.equal(code, 1, verb);
    assert.match(output, /is not running\.\n.*make up.*\(not_running\)/, verb);
  }
  assert.match((await lab.run(['status'])).output, /stopped/);
  assert.equal((await lab.run(['down'])).code, 0);
  assert.match((await lab.run(['compare'])).output, /no results.*\n.*\(no_results\)/);
});

test('a taken port is named, with the variable that chooses another, and nothing is left', async () => {
  for (const variable of ['API_PORT', 'POSTGRES_PORT']) {
    const port = Number(lab.environment[variable]);
    const stranger = createServer().listen(port, '127.0.0.1');
    const { code, output } = await lab.run(['up']);
    stranger.close();
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(`Port ${port}, .* is taken by another program\\.\\n.*${variable}=.*\\(port_taken\\)`),
    );
    await assertNothingRuns();
  }
});

test('Ctrl-C during up: everything that was started is stopped', async () => {
  for (const moment of [/Start PostgreSQL/, /Create the tables/, /Build and start the API/]) {
    const up = lab.start(['up']);
    await waitFor(() => moment.test(up.output()));
    up.signal('SIGINT');
    const { code, output } = await up.ended;
    assert.equal(code, 130, output);
    assert.match(output, /Stopped\.\n$/);
    await assertNothingRuns();
  }
});

test('when nobody reads the output any more, up undoes what it began', async () => {
  const up = lab.start(['up']);
  await waitFor(() => /Start PostgreSQL/.test(up.output()));
  up.closeOutput();
  assert.equal((await up.ended).code, 129);
  await assertNothingRuns();
});

test('up, status, load, fix, index, explain, compare, reset, down: the walk of a learner', async () => {
  assert.equal((await lab.run(['up'])).code, 0);
  assert.match((await lab.run(['status'])).output, /Stage: Broken \(variant broken, migration 1\)/);
  assert.match((await lab.run(['explain'])).output, /Seq Scan on posts.*<-- reads every post/);

  const load = await lab.run(['loadtest'], { DURATION: '2s', USERS: '20', LOAD_ENGINE: 'autocannon' });
  assert.equal(load.code, 0, load.output);
  assert.match(load.output, /Broken, by autocannon/);
  assert.match(load.output, /Next: make apply-fix/);

  assert.equal((await lab.run(['apply-fix'])).code, 0);
  assert.match(
    (await lab.run(['loadtest'], { DURATION: '2s', LOAD_ENGINE: 'autocannon' })).output,
    /After fix 1 \(pooling\), by/,
  );
  assert.equal((await lab.run(['apply-index'])).code, 0);
  assert.match((await lab.run(['explain'])).output, /Index Scan using idx_posts_created_at.*<-- walks the index/);
  assert.match(
    (await lab.run(['loadtest'], { DURATION: '2s', LOAD_ENGINE: 'autocannon' })).output,
    /After fix 2 \(index\), by/,
  );

  const { output } = await lab.run(['compare']);
  for (const pattern of [
    /Broken .* %/,
    /After fix 1 \(pooling\) .* %/,
    /After fix 2 \(index\) .* %/,
    /Measured on: local; \d+ cores/,
    /times lower/,
  ])
    assert.match(output, pattern);

  const changed = await lab.run(['apply-fix'], { FIX: 'mine' });
  assert.equal(changed.code, 0, changed.output);
  assert.match((await lab.run(['status'])).output, /variant mine/);
  assert.equal((await lab.run(['reset'])).code, 0);
  assert.match((await lab.run(['status'])).output, /Stage: Broken \(variant broken, migration 1\)/);
  assert.equal((await lab.run(['up'])).code, 0);
});

test('a second verb that changes the lab is told who is at work; one that only looks is not held up', async () => {
  const first = lab.start(['loadtest'], { DURATION: '5s', USERS: '2' });
  await waitFor(() => /Load test/.test(first.output()));
  const { code, output } = await lab.run(['down']);
  assert.equal(code, 1);
  assert.match(output, /`make loadtest` is at work in this lab.*\n.*\(busy\)/);
  assert.equal((await lab.run(['status'])).code, 0);
  first.signal('SIGINT');
  assert.equal((await first.ended).code, 130);
  assert.match((await lab.run(['status'])).output, /running/);
});

test('a lock whose holder was killed does not count', async () => {
  writeFileSync(join(lab.folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago', verb: 'lab' }));
  assert.equal((await lab.run(['apply-index'])).code, 0);
});

test('an API that was killed is noticed: by status, in the middle of a load test, and mended by up', async () => {
  const load = lab.start(['loadtest'], { DURATION: '20s', USERS: '2', LOAD_ENGINE: 'autocannon' });
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

test('dev runs the own variant, again at every save, says what does not compile, and stops what it started', async () => {
  await lab.run(['down']);
  const mine = join(projectFolder, 'app/src/database/mine.ts');
  const original = readFileSync(mine, 'utf8');
  const dev = lab.start(['dev']);
  try {
    await waitFor(() => /\d started \(/.test(dev.output()), 20_000);
    assert.match((await lab.run(['status'])).output, /variant mine/);
    writeFileSync(mine, `${original}// saved\n`);
    await waitFor(() => /database\/mine\.ts saved: restarted/.test(dev.output()));
    writeFileSync(mine, `${original}export const wrong: number = 'text';\n`);
    await waitFor(() => /does not compile:\n.*mine\.ts.*TS2322/.test(dev.output()));
    assert.match((await lab.run(['status'])).output, /variant mine/);
  } finally {
    writeFileSync(mine, original);
    dev.signal('SIGINT');
  }
  assert.equal((await dev.ended).code, 130);
  await assertNothingRuns();
});

test('data of another PostgreSQL version is neither used nor touched', async () => {
  await lab.run(['down']);
  const file = join(lab.folder, 'postgres', 'data', 'PG_VERSION');
  writeFileSync(file, '16\n');
  const { code, output } = await lab.run(['up']);
  writeFileSync(file, '17\n');
  assert.equal(code, 1);
  assert.match(output, /made by PostgreSQL 16; this lab brings PostgreSQL 17.*\n.*\(postgres_version\)/);
  await assertNothingRuns();
});

test('Ctrl-C in the middle of the whole story: nothing is left', async () => {
  for (const moment of [/Measure a database login/, /Load test/]) {
    const story = lab.start(['lab'], { DURATION: '5s', POSTS: '10000', SCRAM_ITERATIONS: '4096' });
    await waitFor(() => moment.test(story.output()), 20_000);
    story.signal('SIGINT');
    const { code, output } = await story.ended;
    assert.equal(code, 130, output);
    await assertNothingRuns();
  }
});
