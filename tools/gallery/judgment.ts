import { type Stage, stageNames } from '../../scripts/scenario/stages.ts';
import { blocksStage } from '../../scripts/verify/check.ts';
import type { CheckResult, Verification } from '../../scripts/verify/verification.ts';
import type { Fix } from './fix.ts';
import { expectedStage } from './fixes.ts';

/** What can be wrong with a verdict. The first two are the ones that matter to a learner. */
export const disagreements = {
  falseAccept: 'false accept',
  falseReject: 'false reject',
  wrongReason: 'wrong first NO',
  wrongHint: 'wrong hint',
  leftBehind: 'something left behind',
  noVerdict: 'no verdict',
  tooSlow: 'verify took longer than 25 s for a right fix',
} as const;

export type Disagreement = keyof typeof disagreements;

/** The JSON of `make verify ARGS=--json`, as far as it is judged here. */
export interface VerifyJson extends Pick<Verification, 'reached'> {
  checks: (Pick<CheckResult, 'id' | 'stage' | 'verdict' | 'evidence'> & { hint?: string | null })[];
}

/** What happened to one fix in one run. */
export interface Judged {
  /** Null when verify gave no verdict. */
  reached: Stage | null;
  firstNo: string | null;
  verifySeconds: number;
  disagreements: Disagreement[];
  /** Evidence, hint, or whatever explains a disagreement. */
  remarks: string[];
}

/** The limit for a fix that reaches a stage, in seconds. */
const maxVerifySeconds = 25;

/**
 * Whether only missing evidence keeps a wrong fix from being accepted. The gallery runs no load
 * test for fixes that should fail without one, but the learner will.
 */
const wouldBeAccepted = (checks: VerifyJson['checks']): boolean =>
  !checks.some(({ stage, verdict }) => stage === 'pooled' && verdict === 'fail');

/**
 * Compares a verdict with the expected one. `left` is what differed after verify, and `seconds`
 * is how long verify took.
 */
export function judge(fix: Fix, { reached, checks }: VerifyJson, left: string[], seconds: number): Judged {
  const expected = expectedStage(fix);
  const failed = checks.find(blocksStage);
  const found: Disagreement[] = [];
  const stageDifference = stageNames.indexOf(reached) - stageNames.indexOf(expected);
  if (stageDifference > 0 || (expected === 'broken' && wouldBeAccepted(checks))) found.push('falseAccept');
  else if (stageDifference < 0) found.push('falseReject');
  else if (failed?.id !== fix.fails || failed?.verdict === 'missing') found.push('wrongReason');
  else if (fix.hint && !fix.hint.test(failed?.hint ?? '')) found.push('wrongHint');
  const leftByVerify = left.filter((line) => !fix.changes || !line.includes(` public.${fix.changes} `));
  if (leftByVerify.length > 0) found.push('leftBehind');
  if (expected !== 'broken' && seconds > maxVerifySeconds) found.push('tooSlow');
  // The evidence that should have led to a NO explains a false accept.
  const reasons = checks
    .filter((check) => blocksStage(check) || (check.id === fix.fails && found.includes('falseAccept')))
    .map(({ id, verdict, evidence }) => `${id} (${verdict}): ${evidence}`);
  const hint = found.includes('wrongHint') ? [`hint: ${failed?.hint}`] : [];
  return {
    reached,
    firstNo: failed?.id ?? null,
    verifySeconds: Math.round(seconds * 10) / 10,
    disagreements: found,
    remarks: found.length > 0 ? [...reasons, ...hint, ...leftByVerify] : [],
  };
}

/** A fix whose verify ended without a verdict. `problem` is the output of the verb that failed. */
export function withoutVerdict(problem: string): Judged {
  return { reached: null, firstNo: null, verifySeconds: 0, disagreements: ['noVerdict'], remarks: [problem] };
}
