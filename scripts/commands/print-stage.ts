import type { Report } from '../lib/report.ts';
import { stageOf } from '../scenario/stage-of.ts';
import { nextStep, titleOfStage } from '../scenario/stages.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Target } from '../targets/target.ts';

/** Says which stage runs, and what to do next. */
export async function printStage(target: Target, report: Report): Promise<void> {
  const state = await readRunningState(target);
  const ownIndex = state.indexValid && state.migration < 2 ? ', an index of your own' : '';
  const runs = `variant ${state.variant ?? 'unknown: the API does not answer'}, migration ${state.migration}${ownIndex}`;
  if (state.variant === 'mine') {
    report.print(`Stage: your own variant runs (${runs}); verify says what it has reached`);
    report.next('loadtest', `see what your variant does under ${storyUsers} users; then verify`);
    return;
  }
  const stage = stageOf(state);
  report.print(`Stage: ${titleOfStage(stage)} (${runs})`);
  const [verb, purpose] = nextStep[stage];
  // At the beginning the cause is for the learner to find.
  const then = stage === 'broken' ? '' : `; then ${verb}: ${purpose}`;
  report.next('loadtest', `see what ${storyUsers} users do to it${then}`);
}
