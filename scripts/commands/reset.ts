import { deployVariables } from '../settings/variable-uses.ts';
import { resetStage } from './change-stage.ts';
import type { Command } from './command.ts';
import { restoreLabSchema } from './restore-lab-schema.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'Go back to the broken stage, and keep the data',
  lock: 'held',
  uses: deployVariables,
  async run(context) {
    await restoreLabSchema(context);
    await resetStage(context);
    context.report.next('loadtest', 'see it fail again');
  },
};
