import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { watchProgress } from '../../load/k6-progress.ts';
import type { LoadPlan, OnProgress } from '../../load/load.ts';
import type { KubernetesApi, Pod } from './kubernetes-api.ts';
import { whyPodWaits } from './pod-problems.ts';

/** The port of k6's REST API in its pod; the manifests have it too. */
const k6Port = 6565;
/** A cluster that has no room for a pod has none a minute later either. */
const startTimeoutMs = 60_000;

/** @throws {LabError} `load_failed` with the reason when they do not start */
async function waitForStart(api: KubernetesApi, selector: string, signal: AbortSignal): Promise<Pod[]> {
  let pods: Pod[] = [];
  const haveStarted = async () => {
    pods = await api.pods(selector);
    return pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending');
  };
  if (await waitUntil(haveStarted, { timeoutMs: startTimeoutMs, everyMs: 250, signal })) return pods;
  const reason = pods.map(whyPodWaits).find(Boolean) ?? 'Kubernetes gives no reason';
  throw new LabError('load_failed', `The load test's pods do not start: ${reason}.`, 'See what else runs: make status');
}

/**
 * Waits until the selected k6 pods run, then reports their progress until `untilEnded` resolves.
 * Resolves to the start of the test, in ISO 8601.
 * @throws {LabError} `load_failed` when they do not start within a minute
 */
export async function followK6Pods(
  api: KubernetesApi,
  selector: string,
  plan: LoadPlan,
  onProgress: OnProgress,
  untilEnded: () => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const pods = await waitForStart(api, selector, signal);
  const startedAt = new Date();
  const ended = new AbortController();
  const addresses = pods.map((pod) => api.podAddress(pod, k6Port));
  const watching = watchProgress(addresses, plan, startedAt, onProgress, ended.signal);
  try {
    await untilEnded();
  } finally {
    ended.abort();
    await watching;
  }
  return startedAt.toISOString();
}
