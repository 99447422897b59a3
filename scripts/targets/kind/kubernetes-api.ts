import { type ClusterAccess, labName } from './cluster-access.ts';
import { withKubectlProcess } from './kubectl-process.ts';

export interface Pod {
  /** deletionTimestamp is set while the pod is being deleted. */
  metadata: { name: string; deletionTimestamp?: string };
  status: {
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: { state: { waiting?: { reason: string } } }[];
  };
}

/** The reasons for which a container waits during a normal start. */
const harmlessReasons = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * Why a pod cannot run, as reported by Kubernetes: insufficient resources, a missing image, a
 * crash. Undefined if it is running or starting.
 */
export function podProblem({ status }: Pod): string | undefined {
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message;
  const waiting = status.containerStatuses?.map(({ state }) => state.waiting?.reason);
  return waiting?.find((reason) => reason && !harmlessReasons.has(reason));
}

/** The Kubernetes API over HTTP, for frequent requests: kubectl would start a process for each. */
export interface KubernetesApi {
  /** Reads a resource in the lab's namespace, such as `apis/batch/v1`, `jobs/k6-feed`. */
  read<Resource>(group: string, path: string): Promise<Resource>;
  pods(selector: string): Promise<Pod[]>;
  /** The address of a pod's HTTP port on this machine, without port forwarding. */
  podAddress(pod: Pod, port: number): string;
}

/** Runs `work` with the Kubernetes API on a port of 127.0.0.1 (kubectl proxy). */
export function withKubernetesApi<Result>(
  access: ClusterAccess,
  work: (api: KubernetesApi) => Promise<Result>,
): Promise<Result> {
  return withKubectlProcess(access, ['proxy', '--port', '0'], /127\.0\.0\.1:(\d+)/, (port) => {
    const address = (group: string, path: string) => `http://127.0.0.1:${port}/${group}/namespaces/${labName}/${path}`;
    const read = async <Resource>(group: string, path: string) => {
      const response = await fetch(address(group, path));
      if (!response.ok) throw new Error(`Kubernetes returned ${response.status} for ${path}: ${await response.text()}`);
      return (await response.json()) as Resource;
    };
    return work({
      read,
      async pods(selector) {
        const list = await read<{ items: Pod[] }>('api/v1', `pods?labelSelector=${encodeURIComponent(selector)}`);
        return list.items;
      },
      podAddress: (pod, podPort) => address('api/v1', `pods/${pod.metadata.name}:${podPort}/proxy`),
    });
  });
}
