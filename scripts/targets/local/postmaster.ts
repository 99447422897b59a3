import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../lib/child-environment.ts';
import { identify, type ProcessIdentity } from '../../lib/process-identity.ts';
import { isProgram, listProcesses } from './find-processes.ts';

/** The first process of a PostgreSQL server, as it describes itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  startedAtSeconds: number;
  port: number;
  /** `ready` when it accepts connections. */
  status: string;
}

/**
 * The start of the process and the start time in postmaster.pid differ by a moment, or by more if a
 * virus scanner reads the program first.
 */
const startToleranceSeconds = 60;

/**
 * Reads postmaster.pid, which a clean stop removes; undefined without it. Its lines: process id,
 * data folder, start time, port, socket folder, address, shared memory, status (PostgreSQL:
 * pidfile.h).
 */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid = 0, , startedAtSeconds = 0, port] = lines.map(Number);
  return { pid, startedAtSeconds, port: port || configuredPort(dataFolder), status: lines[7]?.trim() ?? '' };
}

/** The port in postgresql.conf, which is written only while the server is stopped. */
function configuredPort(dataFolder: string): number {
  try {
    return Number(/^port = (\d+)/m.exec(readFileSync(join(dataFolder, 'postgresql.conf'), 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 0;
  }
}

export interface RunningServer extends ProcessIdentity {
  port: number;
  /** Whether postmaster.pid names it. */
  isRecorded: boolean;
}

/**
 * The running server of this data folder, by postmaster.pid; or by its command line, because that
 * file may have been damaged or deleted. Undefined if none runs.
 */
export function findRunningServer(dataFolder: string, listed = listProcesses): RunningServer | undefined {
  const postmaster = readPostmaster(dataFolder);
  if (postmaster && isPostmasterRunning(dataFolder, postmaster)) {
    const identity = identify(postmaster.pid);
    if (identity) return { ...identity, port: postmaster.port, isRecorded: true };
  }
  const end = `/postgres -D ${dataFolder}`;
  const found = listed().find(
    ({ command }) => command.endsWith(end) && isProgram(command.slice(0, -` -D ${dataFolder}`.length)),
  );
  const identity = found && identify(found.pid);
  return identity && { ...identity, port: configuredPort(dataFolder), isRecorded: false };
}

/** Whether the process is still this server, and not another one that now has its id. */
export function isPostmasterRunning(dataFolder: string, postmaster: Postmaster): boolean {
  if (process.platform !== 'linux') return matchesProcessList(postmaster);
  try {
    return readlinkSync(`/proc/${postmaster.pid}/cwd`) === realpathSync(dataFolder);
  } catch {
    return false;
  }
}

/**
 * Whether ps shows a `postgres` process with this id and this age. Neither of the columns
 * depends on the locale or the time zone, unlike `lstart` and a path in `command`. Exported for its
 * test.
 */
export function matchesProcessList({ pid, startedAtSeconds }: Pick<Postmaster, 'pid' | 'startedAtSeconds'>): boolean {
  try {
    const line = execFileSync('ps', ['-o', 'etime=', '-o', 'comm=', '-p', String(pid)], {
      encoding: 'utf8',
      env: childEnvironment('program'),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [elapsed = '', ...command] = line.trim().split(/\s+/);
    const startedAt = Date.now() / 1000 - elapsedSeconds(elapsed);
    return /(^|\/)postgres$/.test(command.join(' ')) && Math.abs(startedAt - startedAtSeconds) < startToleranceSeconds;
  } catch {
    return false;
  }
}

/** `[[days-]hours:]minutes:seconds`, the format of ps (POSIX). */
function elapsedSeconds(elapsed: string): number {
  const [clock = '', days = '0'] = elapsed.split('-').reverse();
  return Number(days) * 86_400 + clock.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
