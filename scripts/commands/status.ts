import type { Command } from '../command.ts';
import { formatTable } from '../lib/table.ts';
import { requireRunning } from '../measure/measure-stage.ts';
import { sayStage } from '../measure/say-stage.ts';

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
    await sayStage(target, report);
  },
};
