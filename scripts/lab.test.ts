import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestLab, type TestLab } from '../tools/sandbox/run-verb.ts';

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
});

after(() => lab.remove());

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
  for (const verb of ['loadtest', 'verify']) {
    const { code, output } = await lab.run([verb]);
    assert.equal(code, 1, verb);
    assert.match(output, /is not running\.\n.*make up.*\(not_running\)/, verb);
  }
  assert.match((await lab.run(['status'])).output, /stopped/);
  assert.equal((await lab.run(['down'])).code, 0);
  assert.match((await lab.run(['compare'])).output, /no results.*\n.*\(no_results\)/);
});
