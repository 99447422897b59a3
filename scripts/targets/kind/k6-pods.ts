import { waitUntil } from '../../lib/wait-until.ts';
import { watchProgress } from '../../load/k6-progress.ts';
import type { LoadPlan, OnProgress } from '../../load/load.ts';
import type { KubernetesApi } from './kubernetes-api.ts';

/** Where k6 tells how far it is, in its pod; the manifests say so too. */
const k6Port = 6565;
const startWithinMs = 60_000;

/**
 * Tells how far the k6 pods behind a selector are, from their start until `untilOver` is done. Resolves to when they started, an
 * ISO 8601 instant. Whether they start at all is for `untilOver` to find out.
 */
export async function followK6Pods(
  api: KubernetesApi,
  selector: string,
  plan: LoadPlan,
  onProgress: OnProgress,
  untilOver: () => Promise<void>,
): Promise<string> {
  let startedAt = new Date();
  const ended = new AbortController();
  const follow = async () => {
    const haveStarted = async () => {
      const pods = await api.pods(selector);
      return ended.signal.aborted || (pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending'));
    };
    await waitUntil(haveStarted, { timeoutMs: startWithinMs, everyMs: 250 });
    startedAt = new Date();
    const addresses = (await api.pods(selector)).map((pod) => api.podAddress(pod, k6Port));
    await watchProgress(addresses, plan, startedAt, onProgress, ended.signal);
  };
  const following = follow().catch(() => {});
  try {
    await untilOver();
  } finally {
    ended.abort();
    await following;
  }
  return startedAt.toISOString();
}
