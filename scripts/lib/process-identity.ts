import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process id can be reused; the start time tells two processes apart. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/**
 * The start time of a process as an opaque text to compare; undefined if it is not running.
 * Linux: field 22 of /proc/PID/stat (proc(5)), in clock ticks since boot; elsewhere `ps`.
 */
function startTimeOf(pid: number): string | undefined {
  try {
    // Synchronous, unlike run(), because locks are acquired and checked without yielding.
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Identifies a running process; undefined if it has ended. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startTimeOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this process is still running. A later process with the same id does not count. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return startTimeOf(pid) === startedAt;
}
