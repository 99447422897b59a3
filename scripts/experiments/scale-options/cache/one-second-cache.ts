const lifetimeMs = 1000;

/**
 * Remembers for a second what `read` resolves to. Calls that find it expired share one read (single
 * flight), so that an expiry costs one query, however many requests are waiting. A failed read is
 * not remembered.
 */
export function oneSecondCache<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let last: { value: Value; expiresAt: number } | undefined;
  let running: Promise<Value> | undefined;

  async function refresh(): Promise<Value> {
    // A value is as old as the start of its query, not its end.
    const expiresAt = performance.now() + lifetimeMs;
    try {
      const value = await read();
      last = { value, expiresAt };
      return value;
    } finally {
      running = undefined;
    }
  }

  return async () => {
    if (last && performance.now() < last.expiresAt) return last.value;
    running ??= refresh();
    return running;
  };
}
