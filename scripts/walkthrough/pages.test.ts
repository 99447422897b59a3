import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyCheckout } from '../lib/copy-checkout.ts';
import { run } from '../lib/run.ts';
import { readAnswerKey, readNumberedPages, readSolutions } from './pages.ts';

const parts = readNumberedPages().flatMap((page) => page.parts);

test('the pages ask Q0 to Q7, and the answer key answers each of them, in the same order', () => {
  const asked = parts.flatMap((part) => (part.kind === 'question' ? [part.id] : []));
  assert.deepEqual(asked, ['Q0', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7']);
  const answers = readAnswerKey();
  assert.deepEqual([...answers.keys()], asked);
  for (const [id, answer] of answers) assert.ok(answer.split(/\s+/).length > 20, `${id}: ${answer}`);
});

test('there is a solution for each file that the learner writes, and for no other', () => {
  const files = parts.flatMap((part) => (part.kind === 'your-turn' ? [part.file] : []));
  assert.ok(files.length > 0);
  assert.deepEqual([...readSolutions().keys()], files);
});

test('the solutions compile as the learner’s variant of the API', async (context) => {
  const { folder, remove } = copyCheckout();
  context.after(remove);
  for (const [file, { code }] of readSolutions()) writeFileSync(join(folder, file), code);
  const build = await run('program')({ cwd: folder })`node --import tsx app/build.ts mine ${join(folder, 'built')}`;
  assert.equal(build.exitCode, 0, build.stderr);
});
