// Objects as the Kubernetes API returns them: only the fields that the lab reads.

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

/** What Kubernetes did, or could not do, with an object. */
export interface ClusterEvent {
  involvedObject: { kind: string; name: string };
  reason: string;
  message: string;
  lastTimestamp?: string | null;
  eventTime?: string | null;
}
