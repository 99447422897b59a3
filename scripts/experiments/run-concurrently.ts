/**
 * Repeats `work` in several workers at once until the time is up. Resolves to the seconds it took;
 * rejects when the signal aborts, once all workers have ended.
 */
export async function runConcurrently(
  workers: number,
  seconds: number,
  signal: AbortSignal,
  work: (worker: number) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  const repeat = async (worker: number) => {
    while (performance.now() - startedAt < seconds * 1000 && !signal.aborted) await work(worker);
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => repeat(worker)));
  signal.throwIfAborted();
  return (performance.now() - startedAt) / 1000;
}
