import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { type Finding, stands } from '../../scripts/verify/verdict.ts';
import { createTestLab, type TestLab } from '../sandbox/run-verb.ts';
import type { Fix } from './fix.ts';
import { fixes as allFixes } from './fixes.ts';

// Wrong fixes, half-right ones and right ones, each done as a learner would do it, and judged by `make verify`. Takes minutes, so it
// is not part of `make test`: `make gallery`, GALLERY=sample for a few of them, TARGET=kind for these few in the lab's cluster, which has
// to run.

const inCluster = process.env.TARGET === 'kind';
const sampled = inCluster || process.env.GALLERY === 'sample';
const fixes = allFixes.filter((fix) => fix.inSample || !sampled);
const checkout = copyCheckoutForFixes();
let lab: TestLab;

/** What is looked at of judgementJson(). */
interface Judgement {
  reached: string;
  checks: (Finding & { id: string; hint: string | null })[];
}

before(async () => {
  lab = await createTestLab(checkout.folder, inCluster ? 'kind' : 'local');
  await run(['up', '--no-open']);
  await run(['reset']);
});

after(async () => {
  await lab.remove();
  checkout.remove();
});

async function run(words: string[], environment: Record<string, string> = {}): Promise<string> {
  const { code, output } = await lab.run(words, environment);
  assert.equal(code, 0, output);
  return output;
}

async function bringAbout({ sql, sqlFails, load }: Fix): Promise<void> {
  await run(['apply-fix'], { FIX: 'mine' });
  if (sql && sqlFails) assert.equal((await lab.run(['apply-index'], { FIX: 'mine' })).code, 1);
  else if (sql) await run(['apply-index'], { FIX: 'mine' });
  if (load) await run(['loadtest'], { DURATION: '5s' });
}

for (const fix of fixes)
  test(`${fix.name}: ${fix.fails ? `fails at "${fix.fails}"` : 'accepted'}, reached ${fix.reached}`, async (context) => {
    try {
      checkout.write(fix);
      await bringAbout(fix);
      const startedAt = Date.now();
      const judgement = JSON.parse(await run(['verify', '--json'])) as Judgement;
      const failed = judgement.checks.find(stands);
      context.diagnostic(`${fix.why} ${failed ? `Evidence: ${failed.evidence}` : ''} (${Date.now() - startedAt} ms)`);
      assert.equal(failed?.id, fix.fails, JSON.stringify(judgement, null, 2));
      assert.equal(judgement.reached, fix.reached, JSON.stringify(judgement, null, 2));
      if (fix.hint) assert.match(failed?.hint ?? '', fix.hint);
    } finally {
      // Or all that come after it would fail too.
      if (fix.takesPosts) await run(['up', '--no-open'], { POSTS: String(defaultSeed.posts) });
    }
  });
