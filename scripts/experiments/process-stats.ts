import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../lib/child-environment.ts';

/** The process id of the postmaster: the first line of postmaster.pid. */
export function postmasterOf(dataFolder: string): number {
  return Number.parseInt(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
}

/** Process ids of the children; none where there is no /proc. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The children's command lines, which PostgreSQL sets to what each process does. */
function childTitles(postmaster: number): string[] {
  if (process.platform === 'linux')
    return childrenOf(postmaster).flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()];
      } catch {
        return [];
      }
    });
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,command='], {
    encoding: 'utf8',
    env: childEnvironment('program'),
  }).split('\n');
  return lines.flatMap((line) => {
    const [, parent, title = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === postmaster ? [title] : [];
  });
}

/** The number of backends, PostgreSQL's processes for clients, in each state. */
export interface BackendCounts {
  all: number;
  /** Have not read the startup packet: they still have the postmaster's command line. */
  starting: number;
  authenticating: number;
  /** Have exited, and the postmaster has not reaped them yet. */
  ended: number;
}

/** The title of a backend is `postgres: user database 127.0.0.1(port) state`. */
export function countBackends(dataFolder: string): BackendCounts {
  const titles = childTitles(postmasterOf(dataFolder));
  const ended = titles.filter((title) => title === '' || title.includes('<defunct>')).length;
  const starting = titles.filter((title) => title !== '' && !title.startsWith('postgres: ')).length;
  const named = titles.filter((title) => /^postgres: .*\(\d+\)/.test(title));
  const authenticating = named.filter((title) => /\) (initializing|authentication|startup)/.test(title)).length;
  return { all: named.length + starting + ended, starting, authenticating, ended };
}

/** Memory of a whole PostgreSQL, shared pages counted once (Pss, proc(5)); null without /proc. */
export function postgresMemoryBytes(dataFolder: string): number | null {
  const postmaster = postmasterOf(dataFolder);
  let total = 0;
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      const [, kibibytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
      total += Number(kibibytes) * 1024;
    } catch {
      if (pid === postmaster) return null;
    }
  }
  return total;
}

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
