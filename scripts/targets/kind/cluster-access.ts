import { LabError } from '../../lib/lab-error.ts';
import { run } from '../../lib/run.ts';
import type { Settings } from '../../settings/settings.ts';

/** Of the kind cluster, of the release, of the namespace. */
export const labName = 'feed-lab';

/** The container that is the kind cluster's one node. */
export const nodeName = `${labName}-control-plane`;

/** What the lab made carries this label (k8s/kind.yaml, k8s/namespace.yaml): what is named alike and has none is somebody else's. */
export const ownerLabel = 'feed-lab/created-by-the-lab';

/** Finds what the chart made of one component. */
export function selectorOf(component: 'api' | 'database'): string {
  return `app.kubernetes.io/instance=${labName},app.kubernetes.io/component=${component}`;
}

/**
 * The ways into the lab's cluster. Each call names its context, so that no other cluster is ever touched, whatever kubectl's
 * current one is: kind's, or KUBE_CONTEXT.
 */
export interface ClusterAccess {
  context: string;
  namespace: string;
  /** kubectl's first words, for a caller who spawns it himself. */
  kubectlScope: string[];
  /** The same, for a person to type. */
  kubectlHint: string;
  /** Each resolves to standard output. @throws {LabError} `cluster_failed` with what the tool said */
  kubectl(words: string[], input?: string): Promise<string>;
  helm(words: string[]): Promise<string>;
  kind(words: string[], input?: string): Promise<string>;
  docker(words: string[]): Promise<string>;
}

export function clusterAccess(settings: Settings, signal?: AbortSignal): ClusterAccess {
  const context = settings.kubeContext || `kind-${labName}`;
  const kubectlScope = ['--context', context, '--namespace', labName];
  const call = async (tool: string, words: string[], input = '') => {
    const withInput = { input, stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'] };
    const { exitCode, stdout, stderr } = await run(signal)(withInput)`${tool} ${words}`;
    signal?.throwIfAborted();
    if (exitCode === 0) return stdout;
    const said = (stderr || stdout).trim().split('\n').slice(-6).join('\n');
    throw new LabError(
      'cluster_failed',
      `${tool} ${words.slice(0, 3).join(' ')} failed:\n${said}`,
      'See what runs: make status',
    );
  };
  return {
    context,
    namespace: labName,
    kubectlScope,
    kubectlHint: ['kubectl', ...kubectlScope].join(' '),
    kubectl: (words, input) => call('kubectl', [...kubectlScope, ...words], input),
    helm: (words) => call('helm', ['--kube-context', context, '--namespace', labName, ...words]),
    kind: (words, input) => call('kind', words, input),
    docker: (words) => call('docker', words),
  };
}
