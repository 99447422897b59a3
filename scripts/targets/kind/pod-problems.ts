import type { Pod } from './kubernetes-api.ts';

/** What a container waits for while nothing is wrong. */
const usual = new Set(['ContainerCreating', 'PodInitializing']);

/** Why a pod cannot run, in Kubernetes's words: no room, no image, a crash. Undefined when it runs, or is just starting. */
export function whyPodWaits({ status }: Pod): string | undefined {
  const unplaced = status.conditions?.find(({ type, status: holds }) => type === 'PodScheduled' && holds === 'False');
  if (unplaced) return unplaced.message;
  const waiting = status.containerStatuses?.map(({ state }) => state.waiting?.reason);
  return waiting?.find((reason) => reason && !usual.has(reason));
}
