import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { childEnvironment } from '../../lib/child-environment.ts';
import { identify, type ProcessIdentity } from '../../lib/process-identity.ts';

// A process whose record is lost would keep its port until somebody identifies and stops it. Its
// command line shows that it belongs to this lab.

interface Listed {
  pid: number;
  /** The program and its arguments, separated by spaces. */
  command: string;
}

/** Linux: /proc/PID/cmdline (proc(5)). */
export function listFromProc(): Listed[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replace(/\0$/, '').replaceAll('\0', ' ');
      return [{ pid: Number(name), command }];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}

/** Other systems: `ps`, which would escape the umlauts of a path in another locale. */
export function listFromPs(): Listed[] {
  const printed = execFileSync('ps', ['-axww', '-o', 'pid=', '-o', 'command='], {
    encoding: 'utf8',
    env: childEnvironment('program', { LC_ALL: 'en_US.UTF-8' }),
    maxBuffer: 64 * 2 ** 20,
  });
  return printed.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return command ? [{ pid: Number(pid), command }] : [];
  });
}

/** All processes of this system. */
export const listProcesses = process.platform === 'linux' ? listFromProc : listFromPs;

/** Whether it is a program's path, and not a shell or a search for its command line. */
export const isProgram = (path: string): boolean => isAbsolute(path) && existsSync(path);

/** Arguments by which findProcesses() finds a Node.js process; the program ignores the port. */
export function findableArgs(args: string[], port: number): string[] {
  return [...args, '--port', String(port)];
}

/**
 * The running processes that were started with these arguments, and with any port. `args` contains
 * a path of the lab, so that no other program has them.
 */
export function findProcesses(args: string[], listed = listProcesses()): (ProcessIdentity & { port: number })[] {
  const middle = ` ${args.join(' ')} --port `;
  return listed.flatMap(({ pid, command }) => {
    const [program = '', port = '', ...rest] = command.split(middle);
    // Not a shell or a search for this command, which have more than a program in front of it.
    if (rest.length > 0 || !/^\d+$/.test(port) || !isProgram(program)) return [];
    const identity = identify(pid);
    return identity ? [{ ...identity, port: Number(port) }] : [];
  });
}
