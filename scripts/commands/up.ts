import { formatCount } from '../lib/format.ts';
import type { Tuning } from '../results/result.ts';
import { deployVariables, startVariables } from '../settings/variable-uses.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { isAnythingRunning } from '../targets/running.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Command, CommandContext } from './command.ts';
import { printParts, printStage } from './print-status.ts';
import { noOpenFlag, showLivePage } from './show-live-page.ts';

/** Once, on targets without CPU limits. The index would hide the cost of the scan. */
async function tuneOnce({ target, report, signal }: CommandContext): Promise<Tuning | undefined> {
  const known = await target.tuning();
  if (known || !target.tune || (await readRunningState(target)).indexValid) return known;
  return target.tune(report, signal);
}

/** Without the reasons, which would give away what learners are about to find out. */
function describeTuning({ posts, scramIterations }: Tuning): string {
  return `Chosen for this machine: ${formatCount(posts)} posts, scram_iterations ${formatCount(scramIterations)}.`;
}

export const up: Command = {
  name: 'up',
  summary: 'Start the lab in the background, at the broken stage the first time',
  lock: 'held',
  uses: [...startVariables, ...deployVariables],
  flags: noOpenFlag,
  async run(context) {
    const { target, report, signal } = context;
    const ranBefore = await isAnythingRunning(target);
    try {
      await target.start(report, signal);
      const tuning = await tuneOnce(context);
      if (tuning) report.print(describeTuning(tuning));
    } catch (error) {
      // If stopping fails too, the error of the start is the one to report.
      if (!ranBefore && !target.resumesStart && (await isAnythingRunning(target)))
        await target.stop(report).catch(console.error);
      throw error;
    }
    await printParts(target, report);
    await printStage(target, report);
    if (!ranBefore) await annotateNow(context, { kind: 'restart', text: 'The lab has started', label: 'start' });
    await showLivePage(context, { isNew: !ranBefore });
  },
};
