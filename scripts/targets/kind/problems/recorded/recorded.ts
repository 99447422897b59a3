import { readFileSync } from 'node:fs';
import type { ClusterEvent, Pod } from '../../kubernetes-objects.ts';
import type { Claim, Workload } from '../workload-problem.ts';

// What Kubernetes 1.34 reported about pods and workloads that were made to fail, in kind. Only the
// fields that are read, and those that could mislead.

function read<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** Keyed by what is wrong with them. */
export const pods = read<Record<string, Pod>>('pods.json');

/** Workloads for which the cluster creates no pods, keyed by the reason. */
export const refused =
  read<Record<string, { deployment: Workload; statefulSet: Workload; events: ClusterEvent[] }>>('refused.json');

export const { claims, events } = read<{ claims: Claim[]; events: ClusterEvent[] }>('volumes.json');

/** A recorded pod. @throws if there is none of that name */
export function recordedPod(name: string): Pod {
  const pod = pods[name];
  if (!pod) throw new Error(`no pod ${name} was recorded`);
  return pod;
}
