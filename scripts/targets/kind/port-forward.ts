import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from '../../lib/lab-error.ts';
import { type ClusterAccess, kubectlScope } from './cluster-access.ts';

const readyWithinMs = 20_000;

/** Runs `work` while a free port of 127.0.0.1 leads to a port of a resource in the cluster. */
export async function withPortForward<Result>(
  access: ClusterAccess,
  resource: string,
  remotePort: number,
  work: (localPort: number) => Promise<Result>,
): Promise<Result> {
  const words = [...kubectlScope, 'port-forward', '--address', '127.0.0.1', resource, `:${remotePort}`];
  const forward = spawn('kubectl', words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KUBECONFIG: access.kubeconfig },
  });
  const ended = once(forward, 'exit');
  let said = '';
  forward.stderr.on('data', (chunk) => {
    said += chunk;
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const fail = () =>
        reject(
          new LabError(
            'cluster_failed',
            `There is no way to ${resource}: ${said.trim() || 'kubectl port-forward said nothing'}`,
            'See what runs: make status TARGET=kind',
          ),
        );
      const timer = setTimeout(fail, readyWithinMs);
      forward.once('exit', fail);
      forward.stdout.on('data', (chunk) => {
        const [, found] = /127\.0\.0\.1:(\d+) ->/.exec(String(chunk)) ?? [];
        if (!found) return;
        clearTimeout(timer);
        resolve(Number(found));
      });
    });
    return await work(port);
  } finally {
    if (forward.exitCode === null) forward.kill();
    await ended;
  }
}
