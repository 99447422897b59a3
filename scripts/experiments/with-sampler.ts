/**
 * Runs `sample` at the same time as `work`, and aborts its signal when `work` is done. Waits for
 * both. If both fail, it rejects with the error of `work`.
 */
export async function withSampler<Samples, Result>(
  sample: (signal: AbortSignal) => Promise<Samples>,
  work: () => Promise<Result>,
): Promise<[samples: Samples, result: Result]> {
  const over = new AbortController();
  const sampling = sample(over.signal);
  const working = work().finally(() => over.abort());
  await Promise.allSettled([sampling, working]);
  const result = await working;
  return [await sampling, result];
}
