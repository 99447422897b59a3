import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from '../../lib/lab-error.ts';
import type { ClusterAccess } from './cluster-access.ts';

const readyWithinMs = 20_000;

/**
 * Runs `work` while a kubectl command runs beside it; `portPattern` finds in its output the local port that it opened. A session of
 * its own keeps Ctrl-C from it: it is ended here, when `work` is done.
 * @throws {LabError} `cluster_failed` when it does not open a port
 */
export async function withKubectlProcess<Result>(
  access: ClusterAccess,
  words: string[],
  portPattern: RegExp,
  work: (localPort: number) => Promise<Result>,
): Promise<Result> {
  const child = spawn('kubectl', [...access.kubectlScope, ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer);
        const message = `kubectl ${words.join(' ')} failed: ${said.trim() || 'it said nothing'}`;
        reject(new LabError('cluster_failed', message, 'See what runs: make status'));
      };
      const timer = setTimeout(fail, readyWithinMs);
      child.once('exit', fail);
      child.stdout.on('data', (chunk) => {
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

/** Runs `work` while a free port of 127.0.0.1 leads to a port of a resource in the cluster. */
export function withPortForward<Result>(
  access: ClusterAccess,
  resource: string,
  remotePort: number,
  work: (localPort: number) => Promise<Result>,
): Promise<Result> {
  const words = ['port-forward', '--address', '127.0.0.1', resource, `:${remotePort}`];
  return withKubectlProcess(access, words, /127\.0\.0\.1:(\d+) ->/, work);
}
