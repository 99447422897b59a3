import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestLab, type TestLab } from '../../tools/sandbox/run-verb.ts';

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
});

after(() => lab.remove());

const short = { DURATION: '1s', USERS: '20', LOAD_ENGINE: 'autocannon' };

test('up, status, load, fix, index, explain, compare, reset, down: the walk of a learner', async () => {
  assert.equal((await lab.run(['up'])).code, 0);
  assert.match((await lab.run(['status'])).output, /Stage: Broken \(variant broken, migration 1\)/);
  assert.match((await lab.run(['explain'])).output, /Seq Scan on posts.*<-- reads every post/);

  const load = await lab.run(['loadtest'], short);
  assert.equal(load.code, 0, load.output);
  assert.match(load.output, /Broken, by autocannon/);
  assert.match(load.output, /Next: make apply-fix/);

  assert.equal((await lab.run(['apply-fix'])).code, 0);
  assert.match((await lab.run(['loadtest'], short)).output, /After fix 1 \(pooling\), by/);
  assert.equal((await lab.run(['apply-index'])).code, 0);
  assert.match((await lab.run(['explain'])).output, /Index Scan using idx_posts_created_at.*<-- walks the index/);
  assert.match((await lab.run(['loadtest'], short)).output, /After fix 2 \(index\), by/);

  const { output } = await lab.run(['compare']);
  for (const pattern of [
    /Broken .* %/,
    /After fix 1 \(pooling\) .* %/,
    /After fix 2 \(index\) .* %/,
    /Measured on: local; \d+ cores/,
    /times lower/,
  ])
    assert.match(output, pattern);

  assert.equal((await lab.run(['reset'])).code, 0);
  assert.match((await lab.run(['status'])).output, /Stage: Broken \(variant broken, migration 1\)/);
  assert.equal((await lab.run(['up'])).code, 0);
});
