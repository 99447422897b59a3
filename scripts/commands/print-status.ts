import { readUnfinishedSeed } from '../../db-migrations/src/unfinished-seed.ts';
import { makeCommand, type Report, terminalWidth } from '../lib/report.ts';
import { formatTable } from '../lib/table.ts';
import { type RunningState, stageOf } from '../scenario/stage-of.ts';
import { titleOfStage } from '../scenario/stages.ts';
import { storyUsers } from '../scenario/story.ts';
import { describeUnfinished } from '../targets/require-seeded.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Part, Target } from '../targets/target.ts';

/** Prints the parts of the lab with their states and addresses. Resolves to the parts. */
export async function printParts(target: Target, report: Report): Promise<Part[]> {
  const parts = await target.parts({ ask: true });
  const rows = parts.map(({ name, state, detail }) => [name, state, detail]);
  report.print(formatTable(rows, { head: ['part', 'state', ''], width: terminalWidth() }));
  return parts;
}

/** What an earlier fix has left in the database of the broken stage; undefined for nothing. */
function leftBehind({ variant, migration, indexValid }: RunningState): string | undefined {
  if (variant !== 'broken') return undefined;
  if (migration > 1) return `migration ${migration} has been applied`;
  return indexValid ? 'SQL of your own has been applied' : undefined;
}

/** Prints the current stage and the next verb. */
export async function printStage(target: Target, report: Report): Promise<void> {
  const state = await readRunningState(target);
  const unfinished = await target.withDatabase(readUnfinishedSeed);
  const ownIndex = state.indexValid && state.migration < 2 ? ', an index of your own' : '';
  const details = `variant ${state.variant ?? 'unknown: the API does not answer'}, migration ${state.migration}${ownIndex}`;
  if (unfinished) {
    report.print(describeUnfinished(unfinished));
    report.next('up', 'continue to fill them, if nothing does any more');
    return;
  }
  if (state.variant === 'mine') {
    report.print(`Stage: your own variant is running (${details}); verify shows which fix holds`);
    report.next('loadtest', `see what your variant does under ${storyUsers} users; then verify`);
    return;
  }
  report.print(`Stage: ${titleOfStage(stageOf(state))} (${details})`);
  const left = leftBehind(state);
  if (left)
    report.print(
      `This is not the beginning of the story: ${left}, and stays until you go back: ${makeCommand('reset', target.name)}`,
    );
  report.next('loadtest', `see what ${storyUsers} users do to it`);
}
