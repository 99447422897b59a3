import { requireRunning } from '../targets/running.ts';
import type { Command } from './command.ts';
import { printParts, printStage } from './print-status.ts';
import { withoutTarget } from './without-target.ts';

export const status: Command = {
  name: 'status',
  summary: 'Show which parts of the lab are running, and the stage',
  lock: 'not needed',
  async run({ target, settings, report }) {
    const parts = await printParts(target, report);
    if (parts.every((part) => part.state === 'stopped')) {
      const other = await withoutTarget(settings, 'status');
      if (other?.isLocalRunning) report.print(other.advice);
      else report.next('up', 'start the lab');
      return;
    }
    await requireRunning(target, parts);
    await printStage(target, report);
  },
};
