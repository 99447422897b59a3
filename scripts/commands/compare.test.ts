import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { createTestLab, type TestLab } from '../../tools/sandbox/run-verb.ts';
import { readOtherResults, writeResult } from '../results/results-folder.ts';

let lab: TestLab;
let others: string;
let own: string;

before(async () => {
  lab = await createTestLab();
  own = lab.environment.RESULTS_FOLDER ?? '';
  others = join(own, '..', 'others');
  mkdirSync(own, { recursive: true });
  mkdirSync(others, { recursive: true });
  for (const stage of ['broken', 'pooled', 'indexed'] as const) writeResult(own, exampleResult(stage));
});

after(() => lab.remove());

const elsewhere = (id: string) =>
  writeResult(others, exampleResult('indexed', { id, machine: { cores: 8, memoryBytes: 32 * 2 ** 30 } }));

test('--with takes several files, several times, and folders', async () => {
  const [one, two, three] = [elsewhere('one'), elsewhere('two'), elsewhere('three')];
  // The folder holds all three: what is named twice is one run.
  const { code, output } = await lab.run(['compare', '--with', one, two, '--with', three, others]);
  assert.equal(code, 0, output);
  assert.match(output, /there: 8 cores, 32 GiB memory; local; k6/);
  assert.match(output, /│ After fix 2 \(index\) +│ there │ +3 │/);
  assert.match(output, /After fix 2 \(index\), there: too few runs \(1\) to tell/);
});

test('what is no result is refused, with what was expected', () => {
  const file = join(others, 'none.txt');
  writeFileSync(file, '{"schema": 2}');
  const refused: [string, RegExp][] = [
    [file, /none\.txt: expected a result of this lab, schema 1 \(schema: /],
    [join(others, 'absent'), /absent: expected a file or a folder; it does not exist/],
    [lab.folder, /expected results in the folder; there are none|it does not exist/],
  ];
  for (const [path, message] of refused)
    assert.throws(() => readOtherResults([path]), { code: 'no_result_in_it', message });
});

test('a file without --with is a wrong use', async () => {
  const { code, output } = await lab.run(['compare', 'other.json']);
  assert.equal(code, 2);
  assert.match(output, /\(usage\)/);
});
