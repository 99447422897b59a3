import { setTimeout as wait } from 'node:timers/promises';

/** Work that is due at fixed times, whether or not the work before it is done. */
export interface OpenLoop {
  perSecond: number;
  /** How much of it can run at once; what is due later waits. */
  workers: number;
  /** It ends after this time, or earlier when `stop` aborts; what is running then is completed. */
  seconds: number;
  stop: AbortSignal;
}

/** How much work was due until the end, and how much of it was started, and completed. */
export interface OpenLoopOutcome {
  due: number;
  done: number;
  seconds: number;
}

/**
 * Runs `work` on a schedule. `record` receives the time from when a piece of it was due until it
 * was done: if all workers are busy, the wait is part of it, unlike in a closed loop, which would
 * send less instead (coordinated omission). What was due, but never started, is recorded with the
 * time that it has waited: it would have taken longer. Timers are up to a millisecond late.
 */
export async function runOpenLoop(
  { perSecond, workers, seconds, stop }: OpenLoop,
  work: (worker: number) => Promise<unknown>,
  record: (milliseconds: number) => void,
): Promise<OpenLoopOutcome> {
  const startedAt = performance.now();
  const dueAt = (index: number) => startedAt + (index * 1000) / perSecond;
  const ended = AbortSignal.any([stop, AbortSignal.timeout(seconds * 1000)]);
  const failed = new AbortController();
  let endedAt = startedAt + seconds * 1000;
  ended.addEventListener('abort', () => {
    endedAt = performance.now();
  });
  /** Taken by a worker that may be waiting until it is due. */
  let next = 0;
  let done = 0;
  const notStarted: number[] = [];

  async function runWorker(worker: number): Promise<void> {
    const over = AbortSignal.any([ended, failed.signal]);
    while (!over.aborted) {
      const index = next;
      next += 1;
      const earlyMs = dueAt(index) - performance.now();
      if (earlyMs > 0) await wait(earlyMs, undefined, { signal: over }).catch(() => {});
      if (over.aborted) notStarted.push(index);
      else {
        await work(worker);
        done += 1;
        record(performance.now() - dueAt(index));
      }
    }
  }

  const running = Array.from({ length: workers }, (_, worker) => runWorker(worker));
  // Those that run when one fails are completed first.
  await Promise.all(running).catch(async (error) => {
    failed.abort();
    await Promise.allSettled(running);
    throw error;
  });
  const due = Math.ceil(((endedAt - startedAt) / 1000) * perSecond);
  for (let index = next; index < due; index += 1) notStarted.push(index);
  for (const index of notStarted) if (index < due) record(endedAt - dueAt(index));
  return { due, done, seconds: (endedAt - startedAt) / 1000 };
}
