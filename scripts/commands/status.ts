import type { Command } from '../command.ts';
import { formatTable } from '../lib/table.ts';
import { requireRunning } from '../measure/measure-stage.ts';
import { nextStep, readRunningState, stageOf, stages } from '../measure/stage.ts';

export const status: Command = {
  name: 'status',
  summary: 'What runs, and at which stage',
  lock: 'not needed',
  async run({ target, report }) {
    const parts = await target.parts();
    report.say(
      formatTable(
        parts.map(({ name, state, detail }) => [name, state, detail]),
        { head: ['part', 'state', ''] },
      ),
    );
    if (parts.every((part) => part.state === 'stopped')) {
      report.next('make up', 'start the lab');
      return;
    }
    await requireRunning(target);
    const state = await readRunningState(target);
    const runs = `variant ${state.variant ?? 'unknown: the API does not answer'}, migration ${state.migration}`;
    if (state.variant === 'mine') {
      report.say(`Stage: a load test will show it; your own variant runs (${runs})`);
      report.next('make loadtest', 'see what your variant does under 100 users');
      return;
    }
    const stage = stageOf(state);
    const title = stages.find((candidate) => candidate.stage === stage)?.title;
    report.say(`Stage: ${title} (${runs})`);
    report.next(...nextStep[stage]);
  },
};
