import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copyCheckout } from '../lib/copy-checkout.ts';
import { run } from '../lib/run.ts';
import { readWalk } from './pages.ts';
import { readSolutions } from './solutions.ts';

const solutions = readSolutions();
const checkout = copyCheckout();
after(() => checkout.remove());

test('there is a solution for each file that the learner writes, and for no other', () => {
  const turns = readWalk().flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'your-turn' ? [part.file] : [])),
  );
  assert.ok(turns.length > 0);
  assert.deepEqual([...solutions.keys()], turns);
});

test('the solutions compile as the learner’s variant of the API', async () => {
  for (const [file, text] of solutions) writeFileSync(join(checkout.folder, file), text);
  const build = await run()({
    cwd: checkout.folder,
  })`node --import tsx app/build.ts mine ${join(checkout.folder, 'built')}`;
  assert.equal(build.exitCode, 0, build.stderr);
});
