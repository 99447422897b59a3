import type { Pod } from './kubernetes-api.ts';

/** The reasons for which a container waits while nothing is wrong. */
const usual = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * Why a pod cannot run, as Kubernetes reports it: no node with room, no image, a crash. Undefined when
 * it runs or is starting.
 */
export function whyPodWaits({ status }: Pod): string | undefined {
  const unscheduled = status.conditions?.find(
    ({ type, status: value }) => type === 'PodScheduled' && value === 'False',
  );
  if (unscheduled) return unscheduled.message;
  const waiting = status.containerStatuses?.map(({ state }) => state.waiting?.reason);
  return waiting?.find((reason) => reason && !usual.has(reason));
}
