import { deployVariables } from '../settings/variable-uses.ts';
import { deployVariant } from './change-stage.ts';
import type { Command } from './command.ts';

export const applyFix: Command = {
  name: 'apply-fix',
  summary: 'Fix 1: deploy the API with the shared pool (FIX=mine: your own)',
  lock: 'held',
  uses: ['FIX', ...deployVariables],
  async run(context) {
    await deployVariant(context, context.settings.fix);
    context.report.next('loadtest', 'see what changed');
  },
};
