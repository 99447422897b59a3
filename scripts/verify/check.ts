import type { Stage } from '../scenario/stages.ts';
import type { Evidence } from './evidence.ts';

/** The verdict on a check's question. */
export interface CheckOutcome {
  /** `open`: cannot be decided. `missing`: the learner has to produce evidence first. */
  verdict: 'pass' | 'fail' | 'open' | 'missing';
  /** The observation, in a sentence with its numbers. */
  evidence: string;
  /** Each more specific than the one before; the last names the file to change. */
  hints?: Hints;
}

type Hints = [string, string, string];

/** A question about the running lab. */
export interface Check {
  /** Stable, for scripts. */
  id: string;
  question: string;
  /** The first stage that requires it. */
  stage: Exclude<Stage, 'broken'>;
  evaluate(evidence: Evidence): CheckOutcome;
}

export const pass = (evidence: string): CheckOutcome => ({ verdict: 'pass', evidence });
export const fail = (evidence: string, ...hints: Hints): CheckOutcome => ({ verdict: 'fail', evidence, hints });
export const open = (evidence: string): CheckOutcome => ({ verdict: 'open', evidence });
export const missing = (evidence: string, ...hints: Hints): CheckOutcome => ({ verdict: 'missing', evidence, hints });

/** Whether an outcome prevents its stage from being reached. */
export const blocksStage = ({ verdict }: CheckOutcome): boolean => verdict === 'fail' || verdict === 'missing';

/** Evidence for checks that need a load test (findLastRun). */
export const noLoadTest =
  'there has been no full, uninterrupted load test with about as many posts as now since the API started and the schema last changed';

/** Evidence for checks whose probes did not run. The process may still be alive. */
export const apiStopped = 'not checked, because the API had stopped serving the feed';
