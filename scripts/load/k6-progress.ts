import { setTimeout as wait } from 'node:timers/promises';
import type { LoadPlan, OnProgress } from './load.ts';

/**
 * How much a running k6 has counted by one of its metrics so far (k6 REST API, GET /v1/metrics/name). Not all metrics in one go: for
 * that k6 sorts every time it has measured, and says something of every slice. `address` is where its API answers, without a slash at
 * the end.
 */
async function readCounter(address: string, name: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${address}/v1/metrics/${name}`, { signal });
  const answer = (await response.json()) as
    | { data: { attributes: { sample: { count: number } } } }
    | { errors: unknown };
  // k6 does not know a metric before it has counted something by it.
  return 'errors' in answer ? 0 : answer.data.attributes.sample.count;
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
