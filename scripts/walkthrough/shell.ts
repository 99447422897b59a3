import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  let environment: NodeJS.ProcessEnv = { ...startEnvironment, PWD: folder };
  return {
    async run(commands, signal) {
      signal.throwIfAborted();
      const kept = mkdtempSync(join(tmpdir(), 'feed-lab-shell-'));
      const environmentFile = join(kept, 'environment');
      // One stream, so that what failed stands behind what came before it. A file, because servers that are started inherit streams.
      const script = `exec 2>&1\n${commands}\nenv -0 >'${environmentFile}'`;
      const child = spawn('bash', ['--norc', '-e', '-c', script], {
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
        if (existsSync(environmentFile)) environment = parseEnvironment(readFileSync(environmentFile, 'utf8'));
        return { code, output };
      } finally {
        clearTimeout(killer);
        signal.removeEventListener('abort', interrupt);
        rmSync(kept, { recursive: true, force: true });
      }
    },
  };
}

function parseEnvironment(text: string): NodeJS.ProcessEnv {
  const entries = text.split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
