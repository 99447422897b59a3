// Early: runs verbs, one after the other.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { exampleResult } from '../tools/sandbox/example-result.ts';
import { useTestLab } from '../tools/sandbox/run-verb.ts';
import { readOtherResults, writeResult } from './results/results-folder.ts';
import { stages } from './scenario/stages.ts';

// Verbs without a running lab.

const lab = useTestLab();
const others = mkdtempSync(join(tmpdir(), 'feed-lab-others-'));
const noFolder = `${others}.json`;
writeFileSync(noFolder, '{"schema": 2}');

after(() => {
  for (const path of [others, noFolder]) rmSync(path, { recursive: true });
});

test('without a verb, help lists verbs and variables; each verb describes itself', async () => {
  const { code, output } = await lab.run([]);
  assert.equal(code, 0);
  assert.match(output, /apply-index .*\n/);
  assert.match(output, /SCRAM_ITERATIONS .*\n/);
  assert.match((await lab.run(['lab', '--help'])).output, /--keep/);
});

test('wrong usage and settings exit with 2, a wrong folder with 1, and no stack trace is printed', async () => {
  const cases: [args: string[], environment: Record<string, string>, code: number, patterns: RegExp[]][] = [
    [['launch'], {}, 2, [/There is no verb "launch"/, /\(usage\)/]],
    [['down', '--now'], {}, 2, [/--now/, /\(usage\)/]],
    [['compare', 'other.json'], {}, 2, [/\(usage\)/]],
    [
      ['lab'],
      { USERS: 'many', DURATION: '30 seconds', POSTS: '12' },
      2,
      [/USERS: expected/, /DURATION: expected/, /POSTS: expected/, /\(settings\)/],
    ],
    [['apply-fix'], { FIX: 'magic' }, 2, [/FIX: expected/, /\(settings\)/]],
    [['loadtest'], { RESULTS_FOLDER: noFolder }, 1, [/Results cannot be written to .*\n.*\(results_folder\)/]],
    [['up'], { LAB_FOLDER: noFolder }, 1, [/\(wrong_kind_of_file\)/]],
  ];
  for (const [args, environment, expectedCode, patterns] of cases) {
    const { code, output } = await lab.run(args, environment);
    assert.equal(code, expectedCode, output);
    for (const pattern of patterns) assert.match(output, pattern);
    assert.doesNotMatch(output, /\n\s+at /);
  }
});

test('without a running lab, verbs that need one explain how to start it, and the others work', async () => {
  for (const verb of ['loadtest', 'verify']) {
    const { code, output } = await lab.run([verb]);
    assert.equal(code, 1, verb);
    assert.match(output, /is not running\.\n.*make up.*\(not_running\)/, verb);
  }
  assert.match((await lab.run(['status'])).output, /stopped/);
  assert.equal((await lab.run(['down'])).code, 0);
  assert.match((await lab.run(['compare'])).output, /no results.*\n.*\(no_results\)/);
});

test('compare --with takes several files, several times, and folders', async () => {
  for (const { stage } of stages) writeResult(lab.environment.RESULTS_FOLDER, exampleResult(stage));
  const machine = { cores: 8, memoryBytes: 32 * 2 ** 30 };
  const [one = '', two = '', three = ''] = ['one', 'two', 'three'].map((id) =>
    writeResult(others, exampleResult('indexed', { id, machine })),
  );
  // The folder holds all three: a run that is named twice counts once.
  const { code, output } = await lab.run(['compare', '--with', one, two, '--with', three, others]);
  assert.equal(code, 0, output);
  assert.match(output, /there: 8 cores, 32 GiB memory; local; k6/);
  assert.match(output, /│ After fix 2 \(index\) +│ there │ +3 │/);
  assert.match(output, /After fix 2 \(index\), there: too few runs \(1\) to tell/);
});

test('--with rejects anything that is not a result, with what was expected', () => {
  const rejected: [path: string, message: RegExp][] = [
    [noFolder, /\.json: expected a result of this lab, schema 1 \(\w+: /],
    [join(others, 'absent'), /absent: expected a file or a folder; it does not exist/],
    [lab.folder, /expected results in the folder; there are none|it does not exist/],
  ];
  for (const [path, message] of rejected)
    assert.throws(() => readOtherResults([path]), { code: 'no_result_in_it', message });
});
