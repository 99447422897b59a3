import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { carryEnvironment } from '../../scripts/lib/carried-environment.ts';

export interface Ran {
  /** Null when it was ended. */
  code: number | null;
  /** What it wrote to its standard output and standard error, as it came. */
  output: string;
}

/** A terminal that stays open: what one block of commands exports, and where it goes, holds for the next. */
export interface Shell {
  /** Runs lines of bash, up to the first command that fails. They see no keyboard. */
  run(commands: string, signal: AbortSignal): Promise<Ran>;
}

/** Ends what bash started, and not only bash. */
function endGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Opens a shell in `folder`. An interrupted command gets time to stop what it does, as after Ctrl-C. */
export function openShell(folder: string, startEnvironment: NodeJS.ProcessEnv, stopWithinMs = 60_000): Shell {
  const carried = carryEnvironment({ ...startEnvironment, PWD: folder });
  return {
    async run(commands, signal) {
      signal.throwIfAborted();
      // One stream, so that what failed stands behind what came before it.
      return carried.run(`exec 2>&1\n${commands}`, async (shellWords, environment) => {
        const child = spawn('bash', ['--norc', ...shellWords], {
          cwd: environment.PWD,
          env: environment,
          stdio: ['ignore', 'pipe', 'inherit'],
          detached: true,
        });
        const { pid } = child;
        let output = '';
        child.stdout.setEncoding('utf8').on('data', (text) => {
          output += text;
        });
        let killer: NodeJS.Timeout | undefined;
        const interrupt = () => {
          if (pid === undefined) return;
          endGroup(pid, 'SIGINT');
          killer = setTimeout(() => endGroup(pid, 'SIGKILL'), stopWithinMs);
        };
        signal.addEventListener('abort', interrupt, { once: true });
        try {
          const [code] = (await once(child, 'close')) as [number | null];
          return { code, output };
        } finally {
          clearTimeout(killer);
          signal.removeEventListener('abort', interrupt);
        }
      });
    },
  };
}
