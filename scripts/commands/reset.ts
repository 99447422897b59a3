import { deployVariables } from '../settings/variable-uses.ts';
import { deployVariant, migrateSchema } from './change-stage.ts';
import type { Command } from './command.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'Back to the broken stage; the data stays',
  lock: 'held',
  uses: deployVariables,
  async run(context) {
    await migrateSchema(context, 1);
    await deployVariant(context, 'broken');
    context.report.next('loadtest', 'see it fail again');
  },
};
