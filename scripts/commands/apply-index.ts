import type { Command } from '../command.ts';

export const applyIndex: Command = {
  name: 'apply-index',
  summary: 'Fix 2: build the index on posts.created_at',
  lock: 'held',
  async run({ target, report, signal }) {
    await report.step('Migrate to 0002', () => target.migrate(2, signal));
    report.next('loadtest', 'see what changed; explain shows the plan');
  },
};
