import { setTimeout as wait } from 'node:timers/promises';

/** Runs `work` at each full second until the signal. Work that takes longer than that leaves seconds out; it never runs twice at once. */
export async function everySecond(work: (atMs: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = Date.now();
    const nextMs = (Math.floor(now / 1000) + 1) * 1000;
    await wait(nextMs - now, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await work(nextMs);
  }
}
