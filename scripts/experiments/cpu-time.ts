import { readFileSync } from 'node:fs';
import { childrenOf, postmasterOf } from './postgres-processes.ts';

/** /proc counts in ticks of a hundredth of a second (USER_HZ, which every Linux that Node.js runs on has at 100). */
const msPerTick = 10;

/**
 * CPU time in milliseconds: of a process; with its children that have ended; or of its main thread alone, where a Node.js process has
 * its event loop. proc(5), /proc/PID/stat: fields 14 to 17. Undefined where there is no /proc or no such process.
 */
export function cpuMsOf(
  pid: number,
  of: 'process' | 'process and ended children' | 'main thread' = 'process',
): number | undefined {
  try {
    const stat = readFileSync(of === 'main thread' ? `/proc/${pid}/task/${pid}/stat` : `/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold anything; the rest begins behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields
      .slice(11, of === 'process and ended children' ? 15 : 13)
      .reduce((total, field) => total + Number(field), 0);
    return ticks * msPerTick;
  } catch {
    return undefined;
  }
}

/** CPU time of a whole PostgreSQL so far: the postmaster, its sessions that ended, and those that run. */
export function postgresCpuMs(dataFolder: string): number | undefined {
  const postmaster = postmasterOf(dataFolder);
  const own = cpuMsOf(postmaster, 'process and ended children');
  if (own === undefined) return undefined;
  return childrenOf(postmaster).reduce((total, pid) => total + (cpuMsOf(pid) ?? 0), own);
}

/** Reads `read` before and after `work`: how much it grew, or null where it cannot be read. */
export async function grown<Result>(
  read: () => number | undefined,
  work: () => Promise<Result>,
): Promise<[result: Result, grown: number | null]> {
  const before = read();
  const result = await work();
  const after = read();
  return [result, before === undefined || after === undefined ? null : after - before];
}
