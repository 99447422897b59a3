import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { watchProgress } from '../../load/k6-progress.ts';
import type { LoadPlan, OnProgress } from '../../load/load.ts';
import type { KubernetesApi, Pod } from './kubernetes-api.ts';
import { whyPodWaits } from './pod-problems.ts';

/** Where k6 tells how far it is, in its pod; the manifests say so too. */
const k6Port = 6565;
/** Where a cluster has no room for a pod, it has none a minute later either. */
const startWithinMs = 60_000;

/** @throws {LabError} `load_failed` with the reason when they do not start */
async function waitForStart(api: KubernetesApi, selector: string, signal: AbortSignal): Promise<Pod[]> {
  let pods: Pod[] = [];
  const haveStarted = async () => {
    pods = await api.pods(selector);
    return pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending');
  };
  if (await waitUntil(haveStarted, { timeoutMs: startWithinMs, everyMs: 250, signal })) return pods;
  const why = pods.map(whyPodWaits).find(Boolean) ?? 'Kubernetes does not say why';
  throw new LabError('load_failed', `The load test's pods do not start: ${why}.`, 'See what else runs: make status');
}

/**
 * Waits until the k6 pods behind a selector run, then tells how far they are until `untilOver` is done. Resolves to when they
 * started, an ISO 8601 instant.
 * @throws {LabError} `load_failed` when they do not start within a minute
 */
export async function followK6Pods(
  api: KubernetesApi,
  selector: string,
  plan: LoadPlan,
  onProgress: OnProgress,
  untilOver: () => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const pods = await waitForStart(api, selector, signal);
  const startedAt = new Date();
  const ended = new AbortController();
  const addresses = pods.map((pod) => api.podAddress(pod, k6Port));
  const watching = watchProgress(addresses, plan, startedAt, onProgress, ended.signal);
  try {
    await untilOver();
  } finally {
    ended.abort();
    await watching;
  }
  return startedAt.toISOString();
}
