import { childEnvironment } from '../../lib/child-environment.ts';
import { type Outcome, requireSuccess } from '../../lib/require-success.ts';
import { run } from '../../lib/run.ts';

type Tool = 'docker' | 'helm' | 'kind' | 'kubectl';

/** The name of the kind cluster, of the release and of the namespace. */
export const labName = 'feed-lab';

/** The only node of the kind cluster, which is a container. */
export const nodeName = `${labName}-control-plane`;

/**
 * The label of resources that the lab creates (k8s/kind.yaml, k8s/namespace.yaml). A cluster or
 * namespace that has the lab's name but not this label belongs to somebody else.
 */
export const ownerLabel = 'feed-lab/created-by-the-lab';

/** Selects the resources that the chart created for a component. */
export function selectorOf(component: 'api' | 'database'): string {
  return `app.kubernetes.io/instance=${labName},app.kubernetes.io/component=${component}`;
}

/** Whether Docker's error says that a container does not exist, and not that Docker fails. */
export function isAbsent(error: string): boolean {
  return /no such (object|container)/i.test(error);
}

/**
 * The command-line tools, configured for the lab's cluster. Each call passes the context
 * explicitly, so that no other cluster is affected, whichever context kubectl currently uses.
 */
export interface ClusterAccess {
  context: string;
  /** If there is one, the commands are killed when it aborts. */
  signal?: AbortSignal | undefined;
  /** kubectl's first arguments, for a caller that spawns it. */
  kubectlScope: string[];
  /** The same command prefixes, for instructions to the user. */
  kubectlHint: string;
  helmHint: string;
  /** Each resolves to standard output. @throws {LabError} `cluster_failed` with the tool's error */
  kubectl(args: string[], input?: string): Promise<string>;
  helm(args: string[], input?: string): Promise<string>;
  kind(args: string[], input?: string): Promise<string>;
  docker(args: string[]): Promise<string>;
  /** The same, for callers that handle a failure themselves. */
  tryKubectl(args: string[], input?: string): Promise<Outcome>;
  tryHelm(args: string[]): Promise<Outcome>;
  tryDocker(args: string[]): Promise<Outcome>;
  /** Reads a resource; undefined if there is none. `flags` are added to `kubectl get`. */
  find<Resource>(kind: string, name: string, ...flags: string[]): Promise<Resource | undefined>;
  /** The same access, with commands that are killed when the signal aborts; without one, never. */
  withSignal(signal: AbortSignal | undefined): ClusterAccess;
}

export function clusterAccess(context: string, signal?: AbortSignal): ClusterAccess {
  const kubectlScope = ['--context', context, '--namespace', labName];
  const helmScope = ['--kube-context', context, '--namespace', labName];
  async function attempt(tool: Tool, args: string[], input = ''): Promise<Outcome> {
    const withInput = {
      input,
      stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'],
      // Docker before 23 has an older builder by default, without secrets and platforms.
      env: childEnvironment(tool, { DOCKER_BUILDKIT: '1' }),
    };
    const { exitCode, stdout, stderr } = await run(tool, signal)(withInput)`${tool} ${args}`;
    signal?.throwIfAborted();
    return { exitCode, stdout, stderr };
  }
  async function call(tool: Tool, scope: string[], args: string[], input?: string): Promise<string> {
    const outcome = await attempt(tool, [...scope, ...args], input);
    const whatToDo = 'Check which parts are running: make status';
    return requireSuccess(outcome, [tool, ...args], { code: 'cluster_failed', lines: 6, whatToDo });
  }
  const kubectl: ClusterAccess['kubectl'] = (args, input) => call('kubectl', kubectlScope, args, input);
  return {
    context,
    signal,
    kubectlScope,
    kubectlHint: ['kubectl', ...kubectlScope].join(' '),
    helmHint: ['helm', ...helmScope].join(' '),
    kubectl,
    helm: (args, input) => call('helm', helmScope, args, input),
    kind: (args, input) => call('kind', [], args, input),
    docker: (args) => call('docker', [], args),
    tryKubectl: (args, input) => attempt('kubectl', [...kubectlScope, ...args], input),
    tryDocker: (args) => attempt('docker', args),
    tryHelm: (args) => attempt('helm', [...helmScope, ...args]),
    async find(kind, name, ...flags) {
      const found = await kubectl(['get', kind, name, '--ignore-not-found', '--output', 'json', ...flags]);
      return found.trim() ? JSON.parse(found) : undefined;
    },
    withSignal: (newSignal) => clusterAccess(context, newSignal),
  };
}
