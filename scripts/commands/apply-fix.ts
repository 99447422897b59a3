import { deployVariables } from '../settings/variable-uses.ts';
import { deployVariant } from './change-stage.ts';
import type { Command } from './command.ts';
import { printSchemaChanges } from './restore-lab-schema.ts';

export const applyFix: Command = {
  name: 'apply-fix',
  summary: "Fix 1: deploy the lab's fix of the API (FIX=mine: your own code)",
  lock: 'held',
  uses: ['FIX', ...deployVariables],
  async run(context) {
    // First: the running API may hold all connections to the database.
    await deployVariant(context, context.settings.fix);
    await printSchemaChanges(context);
    context.report.next('loadtest', 'see what changed');
  },
};
