import { setTimeout as wait } from 'node:timers/promises';

/** How long `work` takes, in milliseconds. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Polls until `condition` holds; resolves to false after `timeoutMs`. An abort rejects. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 50, signal }: { timeoutMs: number; everyMs?: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > giveUpAt) return false;
    await wait(everyMs, undefined, signal ? { signal } : {});
  }
  return true;
}

/** Runs `work` at each full second until the signal; slow work skips seconds. */
export async function everySecond(work: (atMs: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = Date.now();
    const nextMs = (Math.floor(now / 1000) + 1) * 1000;
    await wait(nextMs - now, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await work(nextMs);
  }
}
