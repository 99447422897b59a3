import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'zx/core';

export interface Ran {
  /** The exit code; null when a signal ended it. */
  code: number | null;
  interrupted: boolean;
  tookMs: number;
}

/** A shell whose exported variables hold for the next block, as in a terminal that stays open. */
export interface LearnersShell {
  /** Runs lines of shell in this terminal, up to the first that fails. */
  run(commands: string, signal: AbortSignal): Promise<Ran>;
}

/** What make hands to the makes below it. The guide's own flags are not for the verbs that it runs. */
const ofOuterMake = ['MAKEFLAGS', 'MFLAGS', 'MAKEOVERRIDES', 'MAKELEVEL', 'ARGS'];

const dumpEnvironment = 'require("node:fs").writeFileSync(process.argv[1], JSON.stringify(process.env))';

export function openShell(folder: string, start: NodeJS.ProcessEnv): LearnersShell {
  let environment: NodeJS.ProcessEnv = { ...start, PWD: folder };
  for (const name of ofOuterMake) delete environment[name];
  return {
    async run(commands, signal) {
      const startedAt = Date.now();
      const kept = mkdtempSync(join(tmpdir(), 'feed-lab-guide-'));
      const file = join(kept, 'environment.json');
      const script = `${commands}\n"$1" -e '${dumpEnvironment}' "$2"`;
      // In this process's group: the terminal is theirs, and sends Ctrl-C to all of them.
      const child = spawn('sh', ['-e', '-c', script, 'sh', process.execPath, file], {
        cwd: folder,
        env: environment,
        stdio: 'inherit',
      });
      let interrupted = false;
      const noteInterrupt = () => {
        interrupted = true;
      };
      // Any other end reaches only this process, so it is passed on to all that it started.
      const end = () => {
        interrupted = true;
        if (child.pid !== undefined) kill(child.pid, 'SIGTERM').catch(() => {});
      };
      process.on('SIGINT', noteInterrupt);
      signal.addEventListener('abort', end);
      try {
        const [code] = (await once(child, 'close')) as [number | null];
        // Absent when the commands left the shell by themselves.
        if (existsSync(file)) environment = JSON.parse(readFileSync(file, 'utf8'));
        return { code, interrupted, tookMs: Date.now() - startedAt };
      } finally {
        process.off('SIGINT', noteInterrupt);
        signal.removeEventListener('abort', end);
        rmSync(kept, { recursive: true, force: true });
      }
    },
  };
}
