import type { Command } from '../command.ts';
import { migrateSchema } from '../measure/change-stage.ts';

export const applyIndex: Command = {
  name: 'apply-index',
  summary: 'Fix 2: build the index on posts.created_at',
  lock: 'held',
  async run(context) {
    await migrateSchema(context, 2);
    context.report.next('loadtest', 'see what changed; explain shows the plan');
  },
};
