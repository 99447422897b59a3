import type { Stage } from '../../scripts/scenario/stages.ts';
import { checks } from '../../scripts/verify/verification.ts';
import type { Fix } from './fix.ts';
import { answers } from './kinds/answers.ts';
import { indexes } from './kinds/indexes.ts';
import { pools } from './kinds/pools.ts';

/** Those with an index come last: only another FIX=mine apply-index drops their indexes. */
export const fixes: Fix[] = [...pools, ...answers, ...indexes];

/** The stage that a fix reaches: the one before the stage whose check it fails. */
export function expectedStage({ fails }: Fix): Stage {
  if (!fails) return 'indexed';
  return checks.find(({ id }) => id === fails)?.stage === 'indexed' ? 'pooled' : 'broken';
}

/** Whether verify needs a load test to get as far as the check that fails. */
export function needsLoadTest({ fails }: Fix): boolean {
  const ids = checks.map(({ id }) => id);
  return !fails || ids.indexOf(fails) >= ids.indexOf('reliable');
}

const verdicts: Record<Stage, string> = { broken: 'no fix holds', pooled: 'fix 1 holds', indexed: 'both hold' };

/** The table in docs/verify.md, in Markdown. */
export const fixesTable = [
  '| fix | verdict | first NO | why |',
  '|---|---|---|---|',
  ...fixes.map((fix) => {
    const failed = fix.fails ? `\`${fix.fails}\`` : '';
    return `| ${fix.name} | ${verdicts[expectedStage(fix)]} | ${failed} | ${fix.why} |`;
  }),
].join('\n');
