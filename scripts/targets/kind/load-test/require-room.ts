import { formatCount } from '../../../lib/format.ts';
import { LabError } from '../../../lib/lab-error.ts';
import type { LoadPlan } from '../../../load/load-engine.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { fits, fittingChanges, podsOfPlanThatFit } from './fitting-plans.ts';
import { k6Resources } from './k6-resources.ts';
import { type Node, type NodeRoom, type Placement, roomOnNodes, type ScheduledPod } from './node-room.ts';

const mebibyte = 2 ** 20;
const inMebibytes = (bytes: number) => `${formatCount(Math.max(0, Math.floor(bytes / mebibyte)))} MiB`;
const inMillicores = (cpu: number) => `${formatCount(Math.max(0, Math.floor(cpu * 1000)))}m`;

/** Undefined if reading them is not permitted, such as with access to one namespace only. */
async function readRoom(access: ClusterAccess, placement: Placement): Promise<NodeRoom[] | undefined> {
  const list = async <Item>(args: string[]) => {
    const { items } = JSON.parse(await access.kubectl(['get', ...args, '--output', 'json']));
    return items as Item[];
  };
  const running = 'status.phase!=Succeeded,status.phase!=Failed';
  try {
    const [nodes, pods] = await Promise.all([
      list<Node>(['nodes']),
      list<ScheduledPod>(['pods', '--all-namespaces', '--field-selector', running]),
    ]);
    return roomOnNodes(nodes, pods, placement);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

function describeNodes(nodes: NodeRoom[]): string {
  const [best] = nodes.toSorted((one, other) => other.free.memory - one.free.memory);
  if (!best) return 'No node accepts it: all are cordoned, tainted, or lack the labels of loadtest.nodeSelector';
  const { free, allocatable } = best;
  const node =
    nodes.length > 1
      ? `Of the ${nodes.length} nodes, ${best.name} has the most memory free`
      : `Node ${best.name} has free`;
  return `${node}: ${inMebibytes(free.memory)} of ${inMebibytes(allocatable.memory)}, and ${inMillicores(free.cpu)} of ${inMillicores(allocatable.cpu)} CPU; the requests of other pods take the rest`;
}

/** What to do, with numbers for which there is room. */
function adviceFor(plan: LoadPlan, nodes: NodeRoom[]): string {
  const { users, durationSeconds, ratePerSecond, pods } = fittingChanges(nodes, plan);
  const changes = [
    users ? [`run at most ${formatCount(users)} users (USERS=)`] : [],
    durationSeconds ? [`run at most ${formatCount(durationSeconds)} seconds (DURATION=)`] : [],
    ratePerSecond ? [`send at most ${formatCount(ratePerSecond)} requests per second (RATE=)`] : [],
    pods ? [`divide the users among ${pods} pods (ARGS="--distributed ${pods}", needs k6-operator)`] : [],
  ].flat();
  const options = changes.length > 0 ? changes : ['free resources'];
  return `To fit, ${[...options, 'give the cluster more memory or CPU'].join('; or ')}.`;
}

/**
 * Checks that the pods of a load test can be scheduled, before it starts. Does nothing if the
 * nodes cannot be read: the scheduler's message is shown later.
 * @throws {LabError} `preflight` with the numbers
 */
export async function requireRoom(access: ClusterAccess, plan: LoadPlan, placement: Placement): Promise<void> {
  const nodes = await readRoom(access, placement);
  if (nodes) requireRoomOn(nodes, plan);
}

/** @throws {LabError} `preflight` */
export function requireRoomOn(nodes: NodeRoom[], plan: LoadPlan): void {
  if (fits(nodes, plan)) return;
  const { cpuRequestMillicores, memoryMebibytes } = k6Resources(plan);
  const { pods = 1, users, durationSeconds } = plan;
  const test = `load test with ${formatCount(users)} users for ${formatCount(durationSeconds)} s`;
  const needed = `${formatCount(memoryMebibytes)} MiB of memory and ${cpuRequestMillicores}m CPU`;
  const who =
    pods > 1
      ? `Each of the ${pods} pods of a ${test} needs ${needed}, and there is room for ${podsOfPlanThatFit(nodes, plan)}.`
      : `A ${test} needs ${needed}, and no node has that much left.`;
  throw new LabError('preflight', `${who} ${describeNodes(nodes)}.`, adviceFor(plan, nodes));
}
