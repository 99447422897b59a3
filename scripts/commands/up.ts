import type { Command } from '../command.ts';
import { noOpenFlag, showLivePage } from '../live/show-live-page.ts';
import { anythingRuns } from '../measure/measure-stage.ts';
import { sayParts } from '../measure/say-parts.ts';
import { sayStage } from '../measure/say-stage.ts';

export const up: Command = {
  name: 'up',
  summary: 'Start the lab in the background, at the broken stage the first time',
  lock: 'held',
  flags: noOpenFlag,
  async run(context) {
    const { target, report, signal } = context;
    const ranBefore = await anythingRuns(target);
    try {
      await target.start(report, signal);
    } catch (error) {
      // A stop that fails too must not hide why the start failed.
      if (!ranBefore && !target.resumesStart && (await anythingRuns(target)))
        await target.stop(report).catch(console.error);
      throw error;
    }
    await sayParts(target, report);
    await sayStage(target, report);
    await showLivePage(context);
  },
};
