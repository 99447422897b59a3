import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { childEnvironment } from './child-environment.ts';
import { LabError } from './lab-error.ts';

/** A process id can be reused; the start time tells two processes apart. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/**
 * Reads the start time of a process as an opaque string to compare; undefined if it is not running.
 * Synchronous, unlike run(), because locks are acquired and checked without yielding.
 */
type ReadStart = (pid: number) => string | undefined;

/** Linux: field 22 of /proc/PID/stat (proc(5)), in clock ticks since boot. */
export const startInProc: ReadStart = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Anything else, such as EMFILE, does not mean that the process has ended.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
};

/** The start date, in the language and the time zone that `environment` sets. */
function startByPs(pid: number, environment: NodeJS.ProcessEnv): string | undefined {
  try {
    const printed = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [, state = 'Z', startedAt] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(printed) ?? [];
    return state.startsWith('Z') ? undefined : startedAt;
  } catch (error) {
    const { status, message } = error as { status?: number | null; message: string };
    if (status === 1) return undefined;
    throw new LabError(
      'tool_missing',
      `ps cannot tell whether process ${pid} is running: ${message}`,
      `Check that this works: ps -o lstart= -p ${process.pid}`,
      { cause: error },
    );
  }
}

/**
 * Other systems: `ps` prints the start date, here in English and UTC, whatever the shell uses.
 * macOS records the date when a process starts, so that setting the clock does not change it.
 */
export const startInPs: ReadStart = (pid) => startByPs(pid, childEnvironment('program', { LC_ALL: 'C', TZ: 'UTC0' }));

const startOnThisSystem = process.platform === 'linux' ? startInProc : startInPs;

/** Identifies a running process; undefined if it has ended. */
export function identify(pid: number, startOf = startOnThisSystem): ProcessIdentity | undefined {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this process is still running. A later process with the same id does not count. */
export function isRunning({ pid, startedAt }: ProcessIdentity, startOf = startOnThisSystem): boolean {
  const found = startOf(pid);
  if (found === undefined || found === startedAt) return found !== undefined;
  // Older records have the date in the language and the time zone of the shell that wrote them.
  return startOf === startInPs && startByPs(pid, childEnvironment('program')) === startedAt;
}
