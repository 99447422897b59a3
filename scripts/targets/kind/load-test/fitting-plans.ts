import type { LoadPlan } from '../../../load/load-engine.ts';
import { assumedRequestsPerSecond, k6Resources } from './k6-resources.ts';
import { type NodeRoom, podsThatFit } from './node-room.ts';

const mebibyte = 2 ** 20;
/** The largest N of --distributed (scripts/commands/loadtest.ts). */
const maxPods = 99;

/** How many pods with the resources of this plan's pods can be scheduled. */
export function podsOfPlanThatFit(nodes: NodeRoom[], plan: LoadPlan): number {
  const { cpuRequestMillicores, memoryMebibytes } = k6Resources(plan);
  return podsThatFit(nodes, { cpu: cpuRequestMillicores / 1000, memory: memoryMebibytes * mebibyte });
}

/** Whether all pods of a plan can be scheduled. */
export function fits(nodes: NodeRoom[], plan: LoadPlan): boolean {
  return podsOfPlanThatFit(nodes, plan) >= (plan.pods ?? 1);
}

/** The largest whole number from 1 to `max` that is accepted, if all smaller ones are; or 0. */
function largest(max: number, accepts: (candidate: number) => boolean): number {
  let [accepted, refused] = [0, Math.floor(max) + 1];
  while (refused - accepted > 1) {
    const middle = Math.floor((accepted + refused) / 2);
    if (accepts(middle)) accepted = middle;
    else refused = middle;
  }
  return accepted;
}

/** Changes to a plan that does not fit. Each is sufficient alone; 0 if that one is not. */
export interface FittingChanges {
  users: number;
  durationSeconds: number;
  ratePerSecond: number;
  /** More pods than the plan has, with a part of the users each. */
  pods: number;
}

/** What to change in a plan so that it fits, found with the check that refused it. */
export function fittingChanges(nodes: NodeRoom[], plan: LoadPlan): FittingChanges {
  const { users, durationSeconds, ratePerSecond = assumedRequestsPerSecond, pods = 1 } = plan;
  const fitsWith = (change: Partial<LoadPlan>) => fits(nodes, { ...plan, ...change });
  const fittingUsers = largest(users, (candidate) => fitsWith({ users: candidate }));
  const more = Array.from({ length: Math.max(0, Math.min(maxPods, users) - pods) }, (_, index) => pods + 1 + index);
  return {
    // A pod without users would fail.
    users: fittingUsers >= pods ? fittingUsers : 0,
    durationSeconds: largest(durationSeconds, (candidate) => fitsWith({ durationSeconds: candidate })),
    ratePerSecond: largest(ratePerSecond, (candidate) => fitsWith({ ratePerSecond: candidate })),
    pods: more.find((candidate) => fitsWith({ pods: candidate })) ?? 0,
  };
}
