import { setTimeout as wait } from 'node:timers/promises';

/** Asks again every `everyMs` until the answer is yes. Resolves to whether it was, within `timeoutMs`; an abort rejects. */
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
