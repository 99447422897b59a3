import { setTimeout as wait } from 'node:timers/promises';
import type { LoadPlan, OnProgress } from './load-engine.ts';

/**
 * The current value of a counter of a k6 process (k6 REST API, GET /v1/metrics/name). Requesting
 * the list of all metrics would make k6 sort every sample. `address` has no trailing slash.
 */
async function readCounter(address: string, name: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${address}/v1/metrics/${name}`, { signal });
  const answer = (await response.json()) as
    | { data: { attributes: { sample: { count: number } } } }
    | { errors: unknown };
  // k6 returns an error for a metric that has no sample yet.
  return 'errors' in answer ? 0 : answer.data.attributes.sample.count;
}

/** Reports the total of all k6 processes of a load test every second. Ignores errors. */
export async function watchProgress(
  addresses: string[],
  plan: LoadPlan,
  startedAt: Date,
  onProgress: OnProgress,
  ended: AbortSignal,
): Promise<void> {
  const endsAt = startedAt.getTime() + plan.durationSeconds * 1000;
  while (!ended.aborted) {
    await wait(1000, undefined, { signal: ended }).catch(() => {});
    const countAll = async (name: string) => {
      const counts = await Promise.all(addresses.map((address) => readCounter(address, name, ended)));
      return counts.reduce((total, count) => total + count, 0);
    };
    const [succeeded, failed] = await Promise.all([countAll('lab_succeeded'), countAll('lab_failed')]).catch(() => [
      0, 0,
    ]);
    const requests = succeeded + failed;
    const secondsLeft = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    if (requests > 0) onProgress({ requests, succeeded, secondsLeft });
  }
}
