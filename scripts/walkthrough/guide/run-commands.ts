import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kill } from 'zx/core';
import { carryEnvironment } from '../../lib/carried-environment.ts';

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

export function openShell(folder: string, start: NodeJS.ProcessEnv): LearnersShell {
  const environment: NodeJS.ProcessEnv = { ...start, PWD: folder };
  for (const name of ofOuterMake) delete environment[name];
  const carried = carryEnvironment(environment);
  return {
    run: (commands, signal) =>
      carried.run(commands, async (shellWords, env) => {
        const startedAt = Date.now();
        // In this process's group: the terminal is theirs, and sends Ctrl-C to all of them.
        const child = spawn('sh', shellWords, { cwd: folder, env, stdio: 'inherit' });
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
          return { code, interrupted, tookMs: Date.now() - startedAt };
        } finally {
          process.off('SIGINT', noteInterrupt);
          signal.removeEventListener('abort', end);
        }
      }),
  };
}
