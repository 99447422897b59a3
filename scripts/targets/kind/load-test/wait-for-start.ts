import { setTimeout as wait } from 'node:timers/promises';
import { formatSeconds } from '../../../lib/format.ts';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import type { Pod } from '../kubernetes-objects.ts';
import { latestMessage, pullInProgress } from '../problems/events.ts';
import { gracePeriod, obstacleTimeoutMs } from '../problems/grace.ts';
import { podProblem } from '../problems/pod-problem.ts';
import type { K6LoadTest } from './k6-manifests.ts';
import { podFailure, refusedFailure } from './load-failure.ts';

const defaultLimits = {
  /** Without a pull: a cluster without room for a pod is unlikely to have any a minute later. */
  startTimeoutMs: 60_000,
  /** The first load test on a node pulls the image of k6, through a slow network perhaps. */
  pullTimeoutMs: 10 * 60_000,
  obstacleTimeoutMs,
  intervalMs: 250,
};

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

/** What the events of pending pods tell: an image that is being pulled, a volume, the network. */
async function readEvents(api: KubernetesApi, pods: Pod[]) {
  const pending = pods.filter(({ status }) => status.phase === 'Pending').map(({ metadata }) => metadata.name);
  const found = await Promise.all(
    pending.map(async (name) => {
      const events = await api.events('Pod', name);
      const failure = latestMessage(events, { kind: 'Pod', name }, 'FailedMount', 'FailedCreatePodSandBox');
      return { pull: pullInProgress(events, name), failure };
    }),
  );
  return { pull: found.find(({ pull }) => pull)?.pull, failure: found.find(({ failure }) => failure)?.failure };
}

/**
 * Waits until the pods that generate the load have started. Tests pass shorter limits.
 * @throws {LabError} `load_failed` with the reason if they do not start within a minute, or, if the
 * node has to pull their image, within several
 */
export async function waitForStart(run: Run, limits = defaultLimits): Promise<Pod[]> {
  const { api, access, loadTest, signal } = run;
  const hasPersisted = gracePeriod(limits.obstacleTimeoutMs);
  const createdAt = Date.now();
  let deadline = createdAt + limits.startTimeoutMs;
  for (;;) {
    const all = await api.pods(loadTest.allPodsSelector);
    const problems = all.map(podProblem).filter((problem) => problem !== undefined);
    // A pod without a node may get one when another pod ends; a crash is explained by k6's log.
    const lasting = problems.find(({ kind }) => kind !== 'unschedulable' && kind !== 'crash');
    const imageIsMissing = lasting?.kind === 'image';
    const isLate = hasPersisted(imageIsMissing);
    if (lasting && (isLate || !imageIsMissing)) throw podFailure(lasting, loadTest, access);
    if (all.length === 0) {
      const refused = await refusalOf(run);
      if (refused) throw refusedFailure(refused, loadTest, access);
    }
    const pods = loadTest.resource === 'job' ? all : await api.pods(loadTest.podSelector);
    if (pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending')) return pods;

    const { pull, failure } = await readEvents(api, all);
    const elapsedMs = Date.now() - createdAt;
    if ((pull || imageIsMissing) && elapsedMs < limits.pullTimeoutMs) deadline = Date.now() + limits.startTimeoutMs;
    if (Date.now() > deadline) {
      const [problem] = problems;
      if (problem) throw podFailure(problem, loadTest, access);
      throw new LabError(
        'load_failed',
        `The load test's pods did not start within ${formatSeconds(elapsedMs)}: ${pull ?? failure ?? 'Kubernetes gives no reason'}.`,
        `Look at them: ${access.kubectlHint} describe pods --selector ${loadTest.allPodsSelector}`,
      );
    }
    await wait(limits.intervalMs, undefined, { signal });
  }
}
