import type { ClusterEvent } from '../kubernetes-objects.ts';

const timeOf = ({ lastTimestamp, eventTime }: ClusterEvent) => lastTimestamp ?? eventTime ?? '';

/** The latest event of an object, of those with one of these reasons if there are any reasons. */
function latestEvent(
  events: ClusterEvent[],
  object: ClusterEvent['involvedObject'],
  reasons: string[],
): ClusterEvent | undefined {
  const found = events.filter(
    ({ involvedObject: { kind, name }, reason }) =>
      kind === object.kind && name === object.name && (reasons.length === 0 || reasons.includes(reason)),
  );
  // Events of the same second keep the order in which they were created.
  return found.toSorted((one, other) => timeOf(one).localeCompare(timeOf(other))).at(-1);
}

/** The message of an object's latest event with one of these reasons; undefined without one. */
export function latestMessage(
  events: ClusterEvent[],
  object: ClusterEvent['involvedObject'],
  ...reasons: string[]
): string | undefined {
  return latestEvent(events, object, reasons)?.message;
}

/** A clause, if a node is pulling an image for the pod: "the image grafana/k6 is being pulled". */
export function pullInProgress(events: ClusterEvent[], pod: string): string | undefined {
  const latest = latestEvent(events, { kind: 'Pod', name: pod }, []);
  if (latest?.reason !== 'Pulling') return undefined;
  const [, image] = /image "([^"]+)"/.exec(latest.message) ?? [];
  return `${image ? `the image ${image}` : 'its image'} is being pulled`;
}

const maxLength = 240;

/**
 * Why the cluster did not create a pod, from the message of a controller: a quota, a LimitRange,
 * Pod Security, an admission webhook. The pod's generated name is left out.
 */
export function refusal(message: string): string {
  const reason = message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^Error creating: /, '')
    .replace(/^create \w+ \S+ in StatefulSet \S+ failed error: /, '')
    .replace(/^(?:pods|persistentvolumeclaims) "[^"]*" is forbidden: /, '');
  const shown = reason.length > maxLength ? `${reason.slice(0, maxLength)}...` : reason;
  return `the cluster refuses to create its pod: ${shown}`;
}
