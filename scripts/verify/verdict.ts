import { type Stage, stageNames } from '../scenario/stages.ts';
import type { Evidence } from './evidence.ts';

/**
 * What the evidence says to a question. `open`: there is nothing to judge by, which is held against nobody. `missing`: what there is
 * to judge by has not been made yet; until then the stage does not hold.
 */
export interface Finding {
  verdict: 'pass' | 'fail' | 'open' | 'missing';
  /** What was seen, in a sentence with its numbers. */
  evidence: string;
  /** Three hints, each saying more than the one before; the last names the place of the solution. Not for `pass` and `open`. */
  hints?: [string, string, string];
}

/** A question to the running lab. */
export interface Check {
  /** Stable, for scripts. */
  id: string;
  question: string;
  /** The first stage that asks for it. */
  stage: Exclude<Stage, 'broken'>;
  look(evidence: Evidence): Finding;
}

export const pass = (evidence: string): Finding => ({ verdict: 'pass', evidence });
export const open = (evidence: string): Finding => ({ verdict: 'open', evidence });
export const fail = (evidence: string, ...hints: [string, string, string]): Finding => ({
  verdict: 'fail',
  evidence,
  hints,
});

export const missing = (evidence: string, ...hints: [string, string, string]): Finding => ({
  verdict: 'missing',
  evidence,
  hints,
});

/** A check and what became of it. */
export interface Judged extends Finding {
  id: string;
  question: string;
  stage: Check['stage'];
}

/** What verify says in the end. */
export interface Judgement {
  /** The stage that holds, by evidence: `broken` when not even fix 1 does. */
  reached: Stage;
  checks: Judged[];
}

/** Whether a finding stands in the way of its stage. */
export const stands = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'missing';

/** Asks every question. A stage is reached when none of its own questions, and none of those before, stands in its way. */
export function judge(checks: Check[], evidence: Evidence): Judgement {
  const judged = checks.map(({ id, question, stage, look }) => ({ id, question, stage, ...look(evidence) }));
  const holds = (stage: Check['stage']) => judged.every((check) => check.stage !== stage || !stands(check));
  const pooled = holds('pooled');
  return { reached: pooled ? (holds('indexed') ? 'indexed' : 'pooled') : 'broken', checks: judged };
}

/** Whether a stage holds: fix 2 includes fix 1. `broken` holds as long as neither does. */
export function holds(wanted: Stage, reached: Stage): boolean {
  return wanted === 'broken' ? reached === 'broken' : stageNames.indexOf(reached) >= stageNames.indexOf(wanted);
}
