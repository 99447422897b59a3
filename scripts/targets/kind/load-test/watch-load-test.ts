import { LabError } from '../../../lib/lab-error.ts';
import { waitUntil } from '../../../lib/timing.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi, Pod } from '../kubernetes-api.ts';
import { latestMessage } from '../problems/events.ts';
import { podProblem } from '../problems/pod-problem.ts';
import type { K6LoadTest } from './k6-manifests.ts';
import { podFailure, refusedFailure } from './load-failure.ts';

/** A cluster without room for a pod is unlikely to have any a minute later. */
const startTimeoutMs = 60_000;
/** A Job counts its succeeded and failed pods; k6-operator sets the stage of a TestRun. */
interface Status {
  succeeded?: number;
  failed?: number;
  stage?: string;
}

/** A load test that has been created in the cluster. */
export interface Run {
  api: KubernetesApi;
  access: ClusterAccess;
  loadTest: K6LoadTest;
  signal: AbortSignal;
}

/** Why no pod was created, from the events of the Job, or of the Jobs that k6-operator creates. */
async function refusalOf({ api, loadTest }: Run): Promise<string | undefined> {
  const { name, resource } = loadTest;
  const jobs = resource === 'job' ? [name] : [`${name}-initializer`, `${name}-1`];
  for (const job of jobs) {
    const events = await api.events('Job', job);
    const message = latestMessage(events, { kind: 'Job', name: job }, 'FailedCreate');
    if (message) return message;
  }
  return undefined;
}

/**
 * What Kubernetes reports about pods that do not start: a volume that cannot be mounted, for
 * example.
 */
async function reasonInEvents({ api }: Run, pods: Pod[]): Promise<string> {
  for (const { metadata } of pods) {
    const object = { kind: 'Pod', name: metadata.name };
    const message = latestMessage(
      await api.events('Pod', metadata.name),
      object,
      'FailedMount',
      'FailedCreatePodSandBox',
    );
    if (message) return message;
  }
  return 'Kubernetes gives no reason';
}

/** @throws {LabError} `load_failed` with the reason if they do not start within a minute */
export async function waitForStart(run: Run): Promise<Pod[]> {
  const { api, access, loadTest, signal } = run;
  let pods: Pod[] = [];
  const haveStarted = async () => {
    const all = await api.pods(loadTest.allPodsSelector);
    // A pod without a node may get one when another pod ends.
    const problem = all.map(podProblem).find((found) => found && found.kind !== 'unschedulable');
    if (problem && problem.kind !== 'crash') throw podFailure(problem, loadTest, access);
    if (all.length === 0) {
      const refused = await refusalOf(run);
      if (refused) throw refusedFailure(refused, loadTest, access);
    }
    pods = loadTest.resource === 'job' ? all : await api.pods(loadTest.podSelector);
    return pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending');
  };
  if (await waitUntil(haveStarted, { timeoutMs: startTimeoutMs, intervalMs: 250, signal })) return pods;
  const all = await api.pods(loadTest.allPodsSelector);
  const problem = all.map(podProblem).find(Boolean);
  if (problem) throw podFailure(problem, loadTest, access);
  throw new LabError(
    'load_failed',
    `The load test's pods did not start within a minute: ${await reasonInEvents(run, all)}.`,
    `Look at them: ${access.kubectlHint} describe pods --selector ${loadTest.allPodsSelector}`,
  );
}

/**
 * Reports what ended a pod from outside: its memory limit, the node, or somebody who deleted it.
 * What k6 itself complains about is in its log.
 * @throws {LabError} `load_failed`
 */
export async function requireCompletePods({ api, access, loadTest }: Run, started: Pod[]): Promise<Pod[]> {
  const pods = await api.pods(loadTest.podSelector);
  const problem = pods.map(podProblem).find((found) => found && found.kind !== 'crash');
  if (problem) throw podFailure(problem, loadTest, access);
  const remaining = new Set(
    pods.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name),
  );
  const deleted = started.find(({ metadata }) => !remaining.has(metadata.name));
  if (!deleted) return pods;
  throw new LabError(
    'load_failed',
    `The pod ${deleted.metadata.name} was deleted during the load test, as happens when its node is drained.`,
    'Run the load test again.',
  );
}

/** @throws {LabError} `load_failed` if it does not finish in time */
export async function waitForEnd({ api, access, loadTest, signal }: Run, timeoutMs: number): Promise<void> {
  const { group, resource, name } = loadTest;
  let stage = '';
  const hasEnded = async () => {
    const { status } = await api.read<{ status?: Status }>(group, `${resource}s/${name}`);
    // A failed Job has finished too: the reason for its failure is in its log.
    stage = status?.stage ?? (status?.succeeded || status?.failed ? 'finished' : 'started');
    return ['finished', 'error', 'stopped'].includes(stage);
  };
  await waitUntil(hasEnded, { timeoutMs, intervalMs: 500, signal });
  if (stage === 'finished') return;
  const problem = (await api.pods(loadTest.allPodsSelector)).map(podProblem).find(Boolean);
  if (problem) throw podFailure(problem, loadTest, access);
  throw new LabError(
    'load_failed',
    `The load test ${name} did not finish; its stage is ${stage}.`,
    `Look at it: ${access.kubectlHint} describe ${resource} ${name}`,
  );
}
