import { isAnythingRunning } from '../targets/running.ts';
import type { Command } from './command.ts';

export const down: Command = {
  name: 'down',
  summary:
    "Stop everything the lab started; on this machine the data stays, a kind cluster is deleted (in any other cluster, the lab's namespace)",
  lock: 'held',
  async run({ target, report }) {
    if (await isAnythingRunning(target)) await target.stop(report);
    else report.print('The lab is not running.');
  },
};
