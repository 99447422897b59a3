import { LabError } from '../../lib/lab-error.ts';
import { messageIn, type ReadLimits, readOnce, readPatiently } from './api-reads.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';
import { withKubectlProcess } from './kubectl-process.ts';
import type { ClusterEvent, Pod } from './kubernetes-objects.ts';

/**
 * The Kubernetes API over HTTP, for frequent requests: kubectl would start a process for each.
 * Reads are repeated for half a minute while the API server is unavailable, and end when the
 * signal aborts. @throws {LabError} `cluster_failed`
 */
export interface KubernetesApi {
  /** Reads a resource in the lab's namespace, such as `apis/batch/v1`, `jobs/k6-feed`. */
  read<Resource>(group: string, path: string): Promise<Resource>;
  pods(selector: string): Promise<Pod[]>;
  /** The events of an object; none if reading them is not permitted. */
  events(kind: string, name: string): Promise<ClusterEvent[]>;
  /** The last lines of a pod's log; '' if there is none yet. */
  log(pod: Pod, lines: number): Promise<string>;
  /** The address of a pod's HTTP port on this machine, without port forwarding. */
  podAddress(pod: Pod, port: number): string;
}

/** The Kubernetes API at a local port of `kubectl proxy`. Tests pass shorter limits. */
export function kubernetesApiAt(
  port: number,
  access: Pick<ClusterAccess, 'signal' | 'kubectlHint'>,
  limits?: ReadLimits,
): KubernetesApi {
  const address = (group: string, path: string) => `http://127.0.0.1:${port}/${group}/namespaces/${labName}/${path}`;
  const readAny = (group: string, path: string) => readPatiently(address(group, path), access, limits);
  const read = async <Resource>(group: string, path: string): Promise<Resource> => {
    const response = await readAny(group, path);
    if (response.status === 200) return JSON.parse(response.text);
    throw new LabError(
      'cluster_failed',
      `Kubernetes rejected reading ${path}: ${messageIn(response)}`,
      'Check which parts are running: make status',
    );
  };
  return {
    read,
    async events(kind, name) {
      const fields = `involvedObject.kind=${kind},involvedObject.name=${name}`;
      const { status, text } = await readAny('api/v1', `events?fieldSelector=${encodeURIComponent(fields)}`);
      return status === 200 ? (JSON.parse(text) as { items: ClusterEvent[] }).items : [];
    },
    async log(pod, lines) {
      // Not repeated: for a container without a log, or a node that is down, it is an error too.
      const url = address('api/v1', `pods/${pod.metadata.name}/log?tailLines=${lines}`);
      const { status, text } = await readOnce(url, access.signal, limits);
      return status === 200 ? text : '';
    },
    async pods(selector) {
      const list = await read<{ items: Pod[] }>('api/v1', `pods?labelSelector=${encodeURIComponent(selector)}`);
      return list.items;
    },
    podAddress: (pod, podPort) => address('api/v1', `pods/${pod.metadata.name}:${podPort}/proxy`),
  };
}

/** Runs `work` with the Kubernetes API on a port of 127.0.0.1 (kubectl proxy). */
export function withKubernetesApi<Result>(
  access: ClusterAccess,
  work: (api: KubernetesApi) => Promise<Result>,
): Promise<Result> {
  return withKubectlProcess(access, ['proxy', '--port', '0'], /127\.0\.0\.1:(\d+)/, (port) =>
    work(kubernetesApiAt(port, access)),
  );
}
