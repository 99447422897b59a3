import { setTimeout as wait } from 'node:timers/promises';
import type { LoadPlan, OnProgress } from './load.ts';

/** Requests that a running k6 has counted so far. */
interface Counters {
  succeeded: number;
  failed: number;
}

/** Asks a running k6 (k6 REST API, GET /v1/metrics). `address` is where its API answers, without a slash at the end. */
async function readCounters(address: string, signal: AbortSignal): Promise<Counters> {
  const response = await fetch(`${address}/v1/metrics`, { signal });
  const { data } = (await response.json()) as { data: { id: string; attributes: { sample: { count?: number } } }[] };
  const count = (name: string) => data.find(({ id }) => id === name)?.attributes.sample.count ?? 0;
  return { succeeded: count('lab_succeeded'), failed: count('lab_failed') };
}

/** Asks each second until `ended`, and tells what all the k6 of one load test have done together. Who does not answer is asked again. */
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
    const answers = await Promise.all(addresses.map((address) => readCounters(address, ended))).catch(() => []);
    const succeeded = answers.reduce((total, counters) => total + counters.succeeded, 0);
    const requests = answers.reduce((total, counters) => total + counters.failed, succeeded);
    const secondsLeft = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    if (requests > 0) onProgress({ requests, succeeded, secondsLeft });
  }
}
