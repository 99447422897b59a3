import { isAnythingRunning } from '../targets/running.ts';
import type { Command } from './command.ts';
import { withoutTarget } from './without-target.ts';

export const down: Command = {
  name: 'down',
  summary:
    "Stop everything the lab started; on this machine the data stays, a kind cluster is deleted (in any other cluster, the lab's namespace)",
  lock: 'held',
  async run({ target, settings, report }) {
    if (await isAnythingRunning(target)) return target.stop(report);
    report.print('The lab is not running.');
    const other = await withoutTarget(settings, 'down');
    if (other) report.print(other.advice);
  },
};
