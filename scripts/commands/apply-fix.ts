import type { Command } from '../command.ts';

export const applyFix: Command = {
  name: 'apply-fix',
  summary: 'Fix 1: deploy the API with the shared pool (FIX=mine: your own)',
  lock: 'held',
  async run({ target, settings, report, signal }) {
    await report.step(`Build and deploy the API, variant ${settings.fix}`, () => target.deploy(settings.fix, signal));
    report.next('loadtest', 'see what changed');
  },
};
