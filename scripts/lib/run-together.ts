/**
 * Runs several tasks at the same time. `start` receives a signal and returns the promises of the
 * tasks; the signal aborts when `signal` does, and when a task fails. Rejects with the first error,
 * but only after all tasks have ended, so that none is still running when the caller cleans up.
 */
export async function runTogether<Results extends unknown[]>(
  signal: AbortSignal,
  start: (signal: AbortSignal) => { [Index in keyof Results]: Promise<Results[Index]> },
): Promise<Results> {
  const failed = new AbortController();
  const works = start(AbortSignal.any([signal, failed.signal]));
  try {
    return await Promise.all(works);
  } catch (error) {
    failed.abort();
    await Promise.allSettled(works);
    throw error;
  }
}
