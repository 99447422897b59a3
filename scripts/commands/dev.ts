import { LabError } from '../lib/lab-error.ts';
import { isAnythingRunning } from '../targets/running.ts';
import type { Command } from './command.ts';
import { noOpenFlag, showLivePage } from './show-live-page.ts';

export const dev: Command = {
  name: 'dev',
  target: 'local',
  summary: 'Your own variant of the API, restarted whenever you save app/src',
  lock: 'held',
  uses: ['API_PORT'],
  flags: noOpenFlag,
  async run(context) {
    const { target, report, signal, unlock } = context;
    if (!target.develop)
      throw new LabError('usage', `dev does not support the target ${target.name}.`, 'Use it with TARGET=local.');
    const ranBefore = await isAnythingRunning(target);
    try {
      if (!ranBefore) await target.start(report, signal);
      await showLivePage(context, { isNew: !ranBefore });
      unlock();
      await target.develop(report, signal);
    } finally {
      if (!ranBefore) await target.stop(report);
    }
  },
};
