import type { LoadPlan } from '../../scripts/load/load-engine.ts';
import { asContainerResources, k6Resources } from '../../scripts/targets/kind/load-test/k6-resources.ts';
import { type Room, roomOnNodes, type ScheduledPod } from '../../scripts/targets/kind/load-test/node-room.ts';
import { parseQuantity } from '../../scripts/targets/kind/load-test/quantity.ts';

/** A pod of a cluster, with what tells whose it is. */
export interface OwnedPod extends ScheduledPod {
  metadata: { namespace: string; labels?: Record<string, string>; deletionTimestamp?: string };
}

/** The smallest machine on which the lab should run. */
const name = 'small-machine';
const allocatable = { cpu: '2', memory: '4Gi' };
const machine: Room = { cpu: parseQuantity(allocatable.cpu), memory: parseQuantity(allocatable.memory) };
/** kubectl describe node, on a new cluster of kind with its documented components. */
const kindControlPlane: Room = { cpu: parseQuantity('950m'), memory: parseQuantity('290Mi') };

/** What the scheduler would reserve for these pods on one node. */
function requestsOf(pods: ScheduledPod[]): Room {
  const placed = pods.map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: name } }));
  const [room] = roomOnNodes([{ metadata: { name }, spec: {}, status: { allocatable } }], placed, {});
  if (!room) throw new Error('the small machine accepts no pods');
  return { cpu: machine.cpu - room.free.cpu, memory: machine.memory - room.free.memory };
}

/**
 * What a machine with 2 CPUs and 4 GiB has left while a load test and a rollout of the API run at
 * the same time, in a cluster with these pods. Negative if they do not fit. Independent of the size
 * of the machine with the cluster; a control plane that requests less than kind's counts as kind's.
 */
export function roomOnSmallMachine(
  pods: OwnedPod[],
  { labNamespace, apiComponent, plan }: { labNamespace: string; apiComponent: string; plan: LoadPlan },
): Room {
  const lab = pods.filter(({ metadata }) => metadata.namespace === labNamespace);
  const system = requestsOf(pods.filter(({ metadata }) => metadata.namespace !== labNamespace));
  const api = lab.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === apiComponent);
  if (!api) throw new Error(`no pod of the component ${apiComponent} in ${labNamespace}`);
  const k6: ScheduledPod = {
    metadata: {},
    spec: { containers: [{ resources: asContainerResources(k6Resources(plan)) }] },
  };
  const needed = requestsOf([...lab, api, k6]);
  const left = (resource: keyof Room) =>
    machine[resource] - Math.max(system[resource], kindControlPlane[resource]) - needed[resource];
  return { cpu: left('cpu'), memory: left('memory') };
}
