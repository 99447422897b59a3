import { parseQuantity } from './quantity.ts';

/** CPUs and bytes of memory. */
export interface Room {
  cpu: number;
  memory: number;
}

interface Container {
  resources?: { requests?: { cpu?: string; memory?: string } };
  restartPolicy?: string;
}

export interface ScheduledPod {
  metadata: { deletionTimestamp?: string };
  spec: { nodeName?: string; containers: Container[]; initContainers?: Container[]; overhead?: Record<string, string> };
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

export interface Node {
  metadata: { name: string; labels?: Record<string, string> };
  spec: { unschedulable?: boolean; taints?: Taint[] };
  status: { allocatable: { cpu: string; memory: string } };
}

/** Where a pod may run. */
export interface Placement {
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
}

export interface NodeRoom {
  name: string;
  allocatable: Room;
  free: Room;
}

const resourceNames = ['cpu', 'memory'] as const;
const add = (total: number, summand: number) => total + summand;

/** What the scheduler reserves for a pod (Kubernetes documentation, "Init Containers"). */
function requestOf({ spec }: ScheduledPod, resource: keyof Room): number {
  const request = ({ resources }: Container) => parseQuantity(resources?.requests?.[resource]);
  const initial = spec.initContainers ?? [];
  const sidecars = initial.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const together = [...spec.containers, ...sidecars].map(request).reduce(add, 0);
  return Math.max(together, ...initial.map(request)) + parseQuantity(spec.overhead?.[resource]);
}

function tolerates({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''));
}

function allows({ metadata, spec }: Node, { nodeSelector = {}, tolerations = [] }: Placement): boolean {
  if (spec.unschedulable) return false;
  if (Object.entries(nodeSelector).some(([label, value]) => metadata.labels?.[label] !== value)) return false;
  const taints = spec.taints?.filter(({ effect }) => effect !== 'PreferNoSchedule') ?? [];
  return taints.every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

/**
 * What is left on each node on which a pod may run: its allocatable resources minus the requests of
 * its pods, without those that are being deleted. `pods` must not contain pods that have ended.
 */
export function roomOnNodes(nodes: Node[], pods: ScheduledPod[], placement: Placement): NodeRoom[] {
  const perResource = (read: (resource: keyof Room) => number) =>
    Object.fromEntries(resourceNames.map((resource) => [resource, read(resource)])) as unknown as Room;
  return nodes
    .filter((node) => allows(node, placement))
    .map(({ metadata: { name }, status }) => {
      const onNode = pods.filter(({ metadata, spec }) => spec.nodeName === name && !metadata.deletionTimestamp);
      const allocatable = perResource((resource) => parseQuantity(status.allocatable[resource]));
      const requested = perResource((resource) => onNode.map((pod) => requestOf(pod, resource)).reduce(add, 0));
      return { name, allocatable, free: perResource((resource) => allocatable[resource] - requested[resource]) };
    });
}

/** How many pods with these requests fit on the nodes. */
export function podsThatFit(nodes: NodeRoom[], request: Room): number {
  const onNode = ({ free }: NodeRoom) =>
    Math.min(...resourceNames.map((name) => Math.floor(free[name] / request[name])));
  return nodes.map((node) => Math.max(0, onNode(node))).reduce(add, 0);
}
