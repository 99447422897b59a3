import type { Command } from '../command.ts';

export const down: Command = {
  name: 'down',
  summary: 'Stop everything the lab started; the data stays',
  lock: 'held',
  async run({ target, report }) {
    await target.stop(report);
  },
};
