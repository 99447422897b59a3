import { readFileSync } from 'node:fs';
import { childrenOf, postmasterOf } from './postgres-processes.ts';

/** /proc counts in ticks of USER_HZ, which is 100 on every Linux that Node.js runs on. */
const msPerTick = 10;

/**
 * CPU time in milliseconds, from /proc/PID/stat (proc(5), fields 14 to 17); undefined without it.
 * The main thread is where Node.js has its event loop.
 */
export function cpuMsOf(
  pid: number,
  scope: 'process' | 'process and ended children' | 'main thread' = 'process',
): number | undefined {
  try {
    const stat = readFileSync(scope === 'main thread' ? `/proc/${pid}/task/${pid}/stat` : `/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields
      .slice(11, scope === 'process and ended children' ? 15 : 13)
      .reduce((total, field) => total + Number(field), 0);
    return ticks * msPerTick;
  } catch {
    return undefined;
  }
}

/** CPU time of a whole PostgreSQL: the postmaster and its children, ended and running. */
export function postgresCpuMs(dataFolder: string): number | undefined {
  const postmaster = postmasterOf(dataFolder);
  const own = cpuMsOf(postmaster, 'process and ended children');
  if (own === undefined) return undefined;
  return childrenOf(postmaster).reduce((total, pid) => total + (cpuMsOf(pid) ?? 0), own);
}

/** How much a counter rose during `work`; null where it cannot be read. */
export async function measureIncrease<Result>(
  read: () => number | undefined,
  work: () => Promise<Result>,
): Promise<[result: Result, increase: number | null]> {
  const before = read();
  const result = await work();
  const after = read();
  return [result, before === undefined || after === undefined ? null : after - before];
}
