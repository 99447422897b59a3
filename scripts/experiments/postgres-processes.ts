import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process that PostgreSQL's others are children of: the first line of postmaster.pid. */
export function postmasterOf(dataFolder: string): number {
  return Number.parseInt(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
}

/** The numbers of a process's children; none where there is no /proc. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** What the children call themselves, as `ps` shows it. */
function titlesOf(postmaster: number): string[] {
  if (process.platform === 'linux')
    return childrenOf(postmaster).flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()];
      } catch {
        return [];
      }
    });
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, parent, title = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === postmaster ? [title] : [];
  });
}

/** The processes that PostgreSQL has for clients, by how far they are. */
export interface Backends {
  all: number;
  /** Have not read yet who wants in: they still go by the postmaster's own command line. */
  starting: number;
  authenticating: number;
  /** Have ended, and the postmaster has not noticed. */
  ended: number;
}

/** A backend's title is `postgres: user database 127.0.0.1(port) what it does`; the other children's have no port. */
export function readBackends(dataFolder: string): Backends {
  const titles = titlesOf(postmasterOf(dataFolder));
  const ended = titles.filter((title) => title === '' || title.includes('<defunct>')).length;
  const starting = titles.filter((title) => title !== '' && !title.startsWith('postgres: ')).length;
  const named = titles.filter((title) => /^postgres: .*\(\d+\)/.test(title));
  const authenticating = named.filter((title) => /\) (initializing|authentication|startup)/.test(title)).length;
  return { all: named.length + starting + ended, starting, authenticating, ended };
}

/** Memory of a whole PostgreSQL in bytes, what processes share counted once (Pss, proc(5)); null where there is no /proc. */
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
