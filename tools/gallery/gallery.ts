import '../../scripts/lib/own-environment.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { blocksStage } from '../../scripts/verify/check.ts';
import type { CheckResult, Verification } from '../../scripts/verify/verification.ts';
import { createTestLab, type TestLab } from '../sandbox/run-verb.ts';
import type { Fix } from './fix.ts';
import { fixes as allFixes, expectedStage, needsLoadTest } from './fixes.ts';

// Wrong, half-right and right fixes, each applied as a learner would and judged by `make verify`.
// `make gallery` takes minutes, so it is not part of `make test`. GALLERY=sample tries a few of
// them; TARGET=kind tries those few in the lab's cluster, which has to be running.

const inCluster = process.env.TARGET === 'kind';
const sampled = inCluster || process.env.GALLERY === 'sample';
const fixes = allFixes.filter((fix) => fix.inSample || !sampled);
const checkout = copyCheckoutForFixes();
let lab: TestLab;

type JsonCheck = CheckResult & { hint: string | null };

before(async () => {
  lab = await createTestLab(checkout.folder, inCluster ? 'kind' : 'local');
  await run(['up', '--no-open']);
  await run(['reset']);
});

after(async () => {
  await lab.remove();
  checkout.remove();
});

async function run(args: string[], environment: Record<string, string> = {}): Promise<string> {
  const { code, output } = await lab.run(args, environment);
  assert.equal(code, 0, output);
  return output;
}

async function applyFix(fix: Fix): Promise<void> {
  checkout.write(fix);
  await run(['apply-fix'], { FIX: 'mine' });
  if (fix.sqlFails) assert.equal((await lab.run(['apply-index'], { FIX: 'mine' })).code, 1);
  else if (fix.sql) await run(['apply-index'], { FIX: 'mine' });
  if (needsLoadTest(fix)) await run(['loadtest'], { DURATION: '5s' });
}

for (const fix of fixes)
  test(`${fix.name}: ${fix.fails ? `fails "${fix.fails}"` : 'is accepted'}`, async (context) => {
    await applyFix(fix);
    const startedAt = Date.now();
    const json = await run(['verify', '--json']);
    const { reached, checks } = JSON.parse(json) as Omit<Verification, 'checks'> & { checks: JsonCheck[] };
    const failed = checks.find(blocksStage);
    context.diagnostic(`${fix.why} ${failed ? `Evidence: ${failed.evidence}` : ''} (${Date.now() - startedAt} ms)`);
    assert.equal(failed?.id, fix.fails, json);
    assert.equal(reached, expectedStage(fix), json);
    if (fix.hint) assert.match(failed?.hint ?? '', fix.hint);
  });
