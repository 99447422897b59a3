import { type Stage, stageNames } from '../scenario/stages.ts';
import { apiChecks } from './api-checks.ts';
import { blocksStage, type Check, type CheckOutcome, open } from './check.ts';
import type { Evidence } from './evidence.ts';
import { indexChecks } from './index-checks.ts';
import { poolChecks } from './pool-checks.ts';

/** Every check, in the order in which a learner should fix failures. */
export const checks: Check[] = [...apiChecks, ...poolChecks, ...indexChecks];

export interface CheckResult extends CheckOutcome, Pick<Check, 'id' | 'question' | 'stage'> {}

/** The result of `make verify`. */
export interface Verification {
  /** The last stage whose checks, and those of the stages before, do not block it. */
  reached: Stage;
  checks: CheckResult[];
}

export const evaluateChecks = (evidence: Evidence): Verification => evaluateWith(({ evaluate }) => evaluate(evidence));

/** The verdict if nothing could be measured, for a reason that answers one of the questions. */
export const answerOnly = (id: string, outcome: CheckOutcome): Verification =>
  evaluateWith((check) => (check.id === id ? outcome : open('not checked')));

function evaluateWith(evaluate: (check: Check) => CheckOutcome): Verification {
  const results = checks.map((check) => {
    const { id, question, stage } = check;
    return { id, question, stage, ...evaluate(check) };
  });
  const blocked = results.filter(blocksStage).map(({ stage }) => stage);
  const reached = blocked.includes('pooled') ? 'broken' : blocked.includes('indexed') ? 'pooled' : 'indexed';
  return { reached, checks: results };
}

/** Whether a stage holds: fix 2 includes fix 1, and `broken` holds only while fix 1 does not. */
export function stageHolds(wanted: Stage, reached: Stage): boolean {
  return wanted === 'broken' ? reached === 'broken' : stageNames.indexOf(reached) >= stageNames.indexOf(wanted);
}
