import { formatCount } from '../lib/format.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { anythingRuns } from '../targets/running.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Command, CommandContext } from './command.ts';
import { printParts } from './print-parts.ts';
import { printStage } from './print-stage.ts';
import { noOpenFlag, showLivePage } from './show-live-page.ts';

/** The first time, where nothing else decides the pace of the story; never with the index, which would hide what a scan costs. */
async function tuneOnce({ target, report, signal }: CommandContext): Promise<void> {
  if (!target.tune || (await target.tuning()) || (await readRunningState(target)).indexValid) return;
  const { posts, scramIterations } = await target.tune(report, signal);
  // Why so many is in each result: said here, it would tell learners what they are about to find out.
  report.print(
    `  Chosen for this machine: ${formatCount(posts)} posts, and ${formatCount(scramIterations)} rounds of hashing for a login to the database.`,
  );
}

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
      await tuneOnce(context);
    } catch (error) {
      // A stop that fails too must not hide why the start failed.
      if (!ranBefore && !target.resumesStart && (await anythingRuns(target)))
        await target.stop(report).catch(console.error);
      throw error;
    }
    await printParts(target, report);
    await printStage(target, report);
    if (!ranBefore) await annotateNow(context, { kind: 'restart', text: 'The lab has started', label: 'start' });
    await showLivePage(context, { isNew: !ranBefore });
  },
};
