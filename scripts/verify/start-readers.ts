import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../lib/child-environment.ts';
import { projectFolder } from '../lib/project-folder.ts';

export interface Readers {
  address: string;
  users: number;
}

const program = fileURLToPath(new URL('background-readers.ts', import.meta.url));

/**
 * Starts a process of users who read the feed. Being in a process of their own, they do not delay
 * what this one writes and reads meanwhile, as the responses to so many would.
 */
export function startReaders(readers: Readers, signal: AbortSignal) {
  const child = fork(program, {
    cwd: projectFolder,
    env: childEnvironment('program'),
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'close');
  return {
    /** Does `work` while they read. */
    async besideThem<Result>(work: () => Promise<Result>): Promise<Result> {
      child.send(readers);
      const unlessEnded = ended.then(([code]) => {
        throw new Error(`the readers ended with ${code}`);
      });
      await Promise.race([once(child, 'message', { signal }), unlessEnded]);
      const result = await work();
      child.kill();
      return result;
    },

    async end(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
