import type { ClusterEvent, Pod } from '../kubernetes-objects.ts';
import { latestMessage, refusal } from './events.ts';
import { type PodProblem, podProblem } from './pod-problem.ts';

export interface Workload {
  kind: 'Deployment' | 'StatefulSet';
  metadata: { name: string };
  spec: { replicas?: number };
  status: { readyReplicas?: number; conditions?: { type: string; status: string; message?: string }[] };
}

export interface Claim {
  kind: 'PersistentVolumeClaim';
  metadata: { name: string };
  spec: { storageClassName?: string };
  status: { phase: string };
}

/** Why a workload has fewer ready pods than it should, and how to see more. */
export interface WorkloadProblem {
  /** A clause: "its pod cannot be scheduled: 0/1 nodes are available: 1 Insufficient cpu". */
  cause: string;
  /** The arguments of a kubectl command. */
  look: string;
  /** The problem of the pod, if there is a pod. */
  ofPod?: PodProblem;
}

/** Whether a Deployment (through a ReplicaSet) or a StatefulSet owns a pod. */
export function ownsPod({ kind, metadata: { name } }: Workload, pod: Pod): boolean {
  const owners = pod.metadata.ownerReferences ?? [];
  if (kind === 'StatefulSet') return owners.some((owner) => owner.kind === kind && owner.name === name);
  return owners.some((owner) => owner.kind === 'ReplicaSet' && owner.name.replace(/-[^-]+$/, '') === name);
}

/** Why a pod's volume is missing; undefined if it exists, or is being provisioned. */
function volumeProblem({ spec }: Pod, claims: Claim[], events: ClusterEvent[]): WorkloadProblem | undefined {
  const names = spec.volumes?.map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName) ?? [];
  for (const { kind, metadata, spec, status } of claims) {
    const { name } = metadata;
    if (status.phase !== 'Pending' || !names.includes(name)) continue;
    const reason = spec.storageClassName
      ? latestMessage(events, { kind, name }, 'ProvisioningFailed', 'FailedBinding')
      : 'it names no StorageClass, and the cluster has no default';
    if (reason) return { cause: `its volume claim ${name} is pending: ${reason}`, look: 'get storageclass' };
  }
  return undefined;
}

/** Why the cluster creates no pod for a workload. */
function refusalProblem(
  { kind, metadata: { name }, spec, status }: Workload,
  pods: Pod[],
  events: ClusterEvent[],
): WorkloadProblem | undefined {
  const failure = status.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  const lacksPods = pods.length < (spec.replicas ?? 1);
  const message = failure?.message ?? (lacksPods && latestMessage(events, { kind, name }, 'FailedCreate'));
  return message ? { cause: refusal(message), look: `describe ${kind.toLowerCase()} ${name}` } : undefined;
}

function mountProblem({ metadata: { name }, status }: Pod, events: ClusterEvent[]): WorkloadProblem | undefined {
  const message = status.phase === 'Pending' && latestMessage(events, { kind: 'Pod', name }, 'FailedMount');
  return message ? { cause: `a volume cannot be mounted: ${message}`, look: `describe pod ${name}` } : undefined;
}

/** Why a workload has fewer ready pods than it should; undefined if Kubernetes gives no reason. */
export function workloadProblem(
  workload: Workload,
  allPods: Pod[],
  { claims, events }: { claims: Claim[]; events: ClusterEvent[] },
): WorkloadProblem | undefined {
  const { kind, metadata, spec } = workload;
  if (spec.replicas === 0)
    return { cause: 'it is scaled to 0 replicas', look: `get ${kind.toLowerCase()} ${metadata.name}` };
  const pods = allPods.filter((pod) => ownsPod(workload, pod));
  const refused = refusalProblem(workload, pods, events);
  if (refused) return refused;
  for (const pod of pods) {
    const problem = podProblem(pod);
    // The scheduler only reports that the pod is waiting for its volume.
    const ofVolume = problem?.kind === 'unschedulable' ? volumeProblem(pod, claims, events) : undefined;
    if (ofVolume) return ofVolume;
    const look = problem?.kind === 'crash' ? `logs ${problem.pod} --previous` : `describe pod ${problem?.pod}`;
    if (problem) return { cause: problem.cause, look, ofPod: problem };
    const ofMount = mountProblem(pod, events);
    if (ofMount) return ofMount;
  }
  return undefined;
}
