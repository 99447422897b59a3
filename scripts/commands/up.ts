import type { Command } from '../command.ts';
import { markNow } from '../measure/mark.ts';
import { anythingRuns } from '../measure/running.ts';
import { sayParts } from '../measure/say-parts.ts';
import { sayStage } from '../measure/say-stage.ts';
import { noOpenFlag, showLivePage } from './show-live-page.ts';

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
    if (!ranBefore) await markNow(context, { kind: 'restart', text: 'The lab has started', label: 'start' });
    await showLivePage(context, { isNew: !ranBefore });
  },
};
