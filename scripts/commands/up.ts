import type { Command } from '../command.ts';

export const up: Command = {
  name: 'up',
  summary: 'Start the lab in the background, at the broken stage the first time',
  lock: 'held',
  async run({ target, report, signal }) {
    const ranBefore = (await target.parts()).some((part) => part.state === 'running');
    try {
      await target.start(report, signal);
    } catch (error) {
      if (!ranBefore && !target.resumesStart) await target.stop(report);
      throw error;
    }
    report.say(`\nThe feed API answers at ${target.apiUrl}/feed`);
    report.next('make loadtest', 'see what 100 users do to it');
  },
};
