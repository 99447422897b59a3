import { isAnythingRunning } from '../targets/running.ts';
import type { Command } from './command.ts';
import { withoutTarget } from './without-target.ts';

export const down: Command = {
  name: 'down',
  summary:
    "Stop everything the lab started; on this machine the data stays, a kind cluster is deleted (in any other cluster, the lab's namespace)",
  lock: 'held',
  async run({ target, report }) {
    if (await isAnythingRunning(target)) return target.stop(report);
    report.print('The lab is not running.');
    if (!process.env.TARGET) report.print(withoutTarget);
  },
};
