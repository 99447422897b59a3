import { requireRunning } from '../targets/running.ts';
import type { Command } from './command.ts';
import { printParts, printStage } from './print-status.ts';

export const status: Command = {
  name: 'status',
  summary: 'Show which parts of the lab are running, and the stage',
  lock: 'not needed',
  async run({ target, report }) {
    const parts = await printParts(target, report);
    if (parts.every((part) => part.state === 'stopped')) {
      report.next('up', 'start the lab');
      return;
    }
    await requireRunning(target, parts);
    await printStage(target, report);
  },
};
