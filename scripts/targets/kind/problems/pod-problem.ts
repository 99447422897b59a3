import type { Container, ContainerStatus, Pod } from '../kubernetes-objects.ts';

/** Why a pod does not run. Only a scheduling problem can resolve itself. */
export interface PodProblem {
  kind: 'unschedulable' | 'image' | 'container' | 'out of memory' | 'evicted' | 'crash';
  /** A clause: "its pod cannot be scheduled: 0/1 nodes are available: 1 Insufficient cpu". */
  cause: string;
  pod: string;
  exitCode?: number;
}

type Finding = Omit<PodProblem, 'pod'>;

/** A container waits because its image is missing (Kubernetes: pkg/kubelet/images/types.go). */
const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);
/**
 * Waiting does not resolve these (Kubernetes: pkg/kubelet/kuberuntime/kuberuntime_container.go).
 */
const containerReasons = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

/** The last error in containerd's chain: the others only repeat the name of the image. */
function pullError(message: string): string {
  return message
    .replace(/^Back-off pulling image "[^"]*"(?:: \w+: )?/, '')
    .replace(/^(?:failed to (?:pull and unpack image|resolve reference|do request:(?: \w+)?) "[^"]*": )+/, '')
    .trim();
}

function describeImage({ image }: Container, reason: string, message = ''): string {
  if (reason === 'InvalidImageName') return `"${image}" is not a valid image name`;
  if (reason === 'ErrImageNeverPull') return `the image ${image} is not on the node, and its pull policy is Never`;
  const error = pullError(message);
  return `the image ${image} cannot be pulled (${error || reason})`;
}

function terminationProblem(
  { reason = '', exitCode, message }: NonNullable<ContainerStatus['state']['terminated']>,
  { resources }: Container,
  repeated: boolean,
): Finding | undefined {
  if (reason === 'OOMKilled') {
    const limit = resources?.limits?.memory;
    return {
      kind: 'out of memory',
      cause: `it needed more memory than its limit${limit ? ` of ${limit}` : ''} (OOMKilled)`,
    };
  }
  if (/StartError|ContainerCannotRun/.test(reason))
    return { kind: 'container', cause: `its container cannot be started (${message?.trim()})` };
  if (exitCode === 0 && !repeated) return undefined;
  const restarts = repeated ? ', after every restart' : '';
  return { kind: 'crash', cause: `it ended with exit code ${exitCode}${restarts}`, exitCode };
}

function containerProblem({ state, lastState }: ContainerStatus, container: Container): Finding | undefined {
  const { waiting, terminated } = state;
  if (terminated) return terminationProblem(terminated, container, false);
  const { reason = '', message } = waiting ?? {};
  if (reason === 'CrashLoopBackOff' && lastState?.terminated)
    return terminationProblem(lastState.terminated, container, true);
  if (imageReasons.has(reason)) return { kind: 'image', cause: describeImage(container, reason, message) };
  if (containerReasons.has(reason))
    return { kind: 'container', cause: `its container cannot be created (${message ?? reason})` };
  return undefined;
}

/** Without the scheduler's remarks on preemption, which follow the reasons. */
function schedulingReason(message = 'the scheduler gives no reason'): string {
  return message.replace(/\.? *(?:no new claims to deallocate|preemption:).*$/, '').replace(/(?: not found)?\.?$/, '');
}

function findingIn({ spec, status }: Pod): Finding | undefined {
  // The containers of an evicted pod only show that they were killed.
  if (status.reason === 'Evicted' || status.reason === 'Preempting')
    return { kind: 'evicted', cause: `the node evicted its pod: ${status.message?.trim()}` };
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False')
    return { kind: 'unschedulable', cause: `its pod cannot be scheduled: ${schedulingReason(scheduled.message)}` };
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const containerStatus of statuses) {
    // Not the status's image, which can be any name under which the node knows it.
    const container = containers.find(({ name }) => name === containerStatus.name);
    const finding = container && containerProblem(containerStatus, container);
    if (finding) return finding;
  }
  if (status.phase === 'Failed' && status.message)
    return { kind: 'evicted', cause: `the node rejected its pod: ${status.message}` };
  return undefined;
}

/**
 * Why a pod does not run, as reported by Kubernetes. Undefined if it is running, starting, being
 * deleted, or has ended as it should.
 */
export function podProblem(pod: Pod): PodProblem | undefined {
  if (pod.metadata.deletionTimestamp) return undefined;
  const finding = findingIn(pod);
  return finding && { ...finding, pod: pod.metadata.name };
}
