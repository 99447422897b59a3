import { type ClusterAccess, labName } from './cluster-access.ts';
import { withKubectlProcess } from './kubectl-process.ts';
import type { ClusterEvent } from './problems/events.ts';

export interface ContainerStatus {
  name: string;
  state: ContainerState;
  /** The previous run of a container that was restarted. */
  lastState?: ContainerState;
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; exitCode: number; message?: string };
}

export interface Container {
  name: string;
  image: string;
  resources?: { limits?: { memory?: string } };
}

export interface Pod {
  /** deletionTimestamp is set while the pod is being deleted. */
  metadata: { name: string; deletionTimestamp?: string; ownerReferences?: { kind: string; name: string }[] };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    volumes?: { persistentVolumeClaim?: { claimName: string } }[];
  };
  status: {
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    /** Evicted, for example. */
    reason?: string;
    message?: string;
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

/** Whether a pod receives requests. One that is being deleted does not, although it is ready. */
export function isReady({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp) return false;
  return status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** The Kubernetes API over HTTP, for frequent requests: kubectl would start a process for each. */
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
      async events(kind, name) {
        const fields = `involvedObject.kind=${kind},involvedObject.name=${name}`;
        const path = `events?fieldSelector=${encodeURIComponent(fields)}`;
        return (await read<{ items: ClusterEvent[] }>('api/v1', path).catch(() => ({ items: [] }))).items;
      },
      async log(pod, lines) {
        const response = await fetch(address('api/v1', `pods/${pod.metadata.name}/log?tailLines=${lines}`));
        return response.ok ? response.text() : '';
      },
      async pods(selector) {
        const list = await read<{ items: Pod[] }>('api/v1', `pods?labelSelector=${encodeURIComponent(selector)}`);
        return list.items;
      },
      podAddress: (pod, podPort) => address('api/v1', `pods/${pod.metadata.name}:${podPort}/proxy`),
    });
  });
}
