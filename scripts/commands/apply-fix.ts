import type { Command } from '../command.ts';
import { requireRunning } from '../lib/measure-stage.ts';

export const applyFix: Command = {
  name: 'apply-fix',
  summary: 'Deploy the API with the shared pool (FIX=mine: your own app/src/database/mine.ts)',
  exclusive: true,
  async run({ target, settings, report, signal }) {
    await requireRunning(target);
    await report.step(`Build and deploy the API, variant ${settings.fix}`, () => target.deploy(settings.fix, signal));
    report.next('make loadtest', 'see what changed');
  },
};
