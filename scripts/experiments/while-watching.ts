/** Runs `watch` beside `work`, tells it when that is over, and waits for it whatever happens. Rejects with what `work` rejected with. */
export async function whileWatching<Seen, Result>(
  watch: (over: AbortSignal) => Promise<Seen>,
  work: () => Promise<Result>,
): Promise<[seen: Seen, result: Result]> {
  const over = new AbortController();
  const watching = watch(over.signal);
  // Heard below. Unheard until then, a failure of the watch would end the process, and leave running what it has started.
  watching.catch(() => {});
  let result: Result;
  try {
    result = await work();
  } finally {
    over.abort();
    await watching.catch(() => {});
  }
  return [await watching, result];
}
