import { LabError } from '../../lib/lab-error.ts';
import { run } from '../../lib/run.ts';
import type { Settings } from '../../lib/settings.ts';

/** Of the cluster, of the release, of the namespace. */
export const labName = 'feed-lab';

/** The ways into the lab's cluster. Each call names the lab's own context, in a kubeconfig of the lab's own: no other cluster is ever touched. */
export interface ClusterAccess {
  kubeconfig: string;
  /** Each resolves to standard output. @throws {LabError} `cluster_failed` with what the tool said */
  kubectl(words: string[], input?: string): Promise<string>;
  helm(words: string[]): Promise<string>;
  kind(words: string[], input?: string): Promise<string>;
  docker(words: string[]): Promise<string>;
}

const context = `kind-${labName}`;

/** kubectl's words for the lab's cluster and namespace. */
export const kubectlScope = ['--context', context, '--namespace', labName];

export function clusterAccess(settings: Settings, signal?: AbortSignal): ClusterAccess {
  const kubeconfig = `${settings.labFolder}/kubeconfig`;
  const environment = { ...process.env, KUBECONFIG: kubeconfig };
  const call = async (tool: string, words: string[], input = '') => {
    const { exitCode, stdout, stderr } = await run(signal)({
      env: environment,
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    })`${tool} ${words}`;
    signal?.throwIfAborted();
    if (exitCode === 0) return stdout;
    const said = (stderr || stdout).trim().split('\n').slice(-6).join('\n');
    throw new LabError(
      'cluster_failed',
      `${tool} ${words.slice(0, 3).join(' ')} failed:\n${said}`,
      'See what runs: make status TARGET=kind',
    );
  };
  return {
    kubeconfig,
    kubectl: (words, input) => call('kubectl', [...kubectlScope, ...words], input),
    helm: (words) => call('helm', ['--kube-context', context, '--namespace', labName, ...words]),
    kind: (words, input) => call('kind', words, input),
    docker: (words) => call('docker', words),
  };
}
