import { setTimeout as wait } from 'node:timers/promises';

/** Measures how long `work` takes, in milliseconds. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Polls until `condition` is true. Resolves to false after `timeoutMs`; rejects when aborted. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = 50, signal }: { timeoutMs: number; intervalMs?: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await wait(intervalMs, undefined, signal ? { signal } : {});
  }
  return true;
}

/** Runs `work` on every full second until the signal aborts. Slow work skips seconds. */
export async function everySecond(work: (atMs: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = Date.now();
    const nextMs = (Math.floor(now / 1000) + 1) * 1000;
    await wait(nextMs - now, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await work(nextMs);
  }
}
