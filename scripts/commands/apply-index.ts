import { migrateSchema } from './change-stage.ts';
import type { Command } from './command.ts';
import { applyOwnMigration } from './own-migration.ts';
import { printSchemaChanges } from './restore-lab-schema.ts';

export const applyIndex: Command = {
  name: 'apply-index',
  summary: "Fix 2: run the lab's database migration (FIX=mine: your own SQL)",
  lock: 'held',
  uses: ['FIX', 'MONITORING_CHART'],
  async run(context) {
    if (context.settings.fix === 'mine') await applyOwnMigration(context);
    else {
      await printSchemaChanges(context);
      await migrateSchema(context, 2);
    }
    context.report.next('loadtest', 'see what changed');
  },
};
