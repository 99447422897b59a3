import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { ClusterAccess } from './cluster-access.ts';

const readyTimeoutMs = 20_000;

function spawnKubectl(access: ClusterAccess, args: string[], options: SpawnOptions) {
  // Not with run(): some share the terminal, the others are read while they run and then stopped.
  const env = childEnvironment('kubectl');
  const child = spawn('kubectl', [...access.kubectlScope, ...args], { ...options, env });
  return { child, ended: once(child, 'exit') as Promise<[exitCode: number | null]> };
}

/** Runs kubectl in the user's terminal. Resolves to its exit code; 1 if a signal ended it. */
export async function runInTerminal(access: ClusterAccess, args: string[]): Promise<number> {
  const [exitCode] = await spawnKubectl(access, args, { stdio: 'inherit' }).ended;
  return exitCode ?? 1;
}

/**
 * Runs `work` while a kubectl command is running. `portPattern` matches the local port in its
 * output. The command runs in its own session, which Ctrl-C does not reach; it is killed when
 * `work` is done.
 * @throws {LabError} `cluster_failed` if it does not open a port
 */
export async function withKubectlProcess<Result>(
  access: ClusterAccess,
  args: string[],
  portPattern: RegExp,
  work: (localPort: number) => Promise<Result>,
): Promise<Result> {
  const { child, ended } = spawnKubectl(access, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer);
        const message = `kubectl ${args.join(' ')} failed: ${errors.trim() || 'it printed nothing'}`;
        reject(new LabError('cluster_failed', message, 'Check which parts are running: make status'));
      };
      const timer = setTimeout(fail, readyTimeoutMs);
      child.once('exit', fail);
      child.stdout?.on('data', (chunk) => {
        const [, found] = portPattern.exec(String(chunk)) ?? [];
        if (!found) return;
        clearTimeout(timer);
        resolve(Number(found));
      });
    });
    return await work(port);
  } finally {
    if (child.exitCode === null) child.kill();
    await ended;
  }
}

/** Runs `work` while a free port of 127.0.0.1 is forwarded to a port of a resource. */
export function withPortForward<Result>(
  access: ClusterAccess,
  resource: string,
  remotePort: number,
  work: (localPort: number) => Promise<Result>,
): Promise<Result> {
  const args = ['port-forward', '--address', '127.0.0.1', resource, `:${remotePort}`];
  return withKubectlProcess(access, args, /127\.0\.0\.1:(\d+) ->/, work);
}
