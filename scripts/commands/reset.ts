import type { Command } from '../command.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'Back to the broken stage; the data stays',
  lock: 'held',
  async run({ target, report, signal }) {
    await report.step('Drop the index (migrate to 0001)', () => target.migrate(1, signal));
    await report.step('Deploy the API, variant broken', () => target.deploy('broken', signal));
    report.next('loadtest', 'see it fail again');
  },
};
