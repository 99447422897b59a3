type Callback = (error: Error | null, result: unknown) => void;

/** Whether pg.Client.query() would return a promise: nothing in its arguments takes the result. */
export function returnsPromise([query, ...others]: unknown[]): boolean {
  const { callback, submit } = (query ?? {}) as { callback?: unknown; submit?: unknown };
  return ![callback, submit, ...others].some((value) => typeof value === 'function');
}

/**
 * Turns the callback of a query into a promise. With that of node-postgres, V8 promotes the rows of
 * a feed to the old generation, where collecting them is expensive (docs/architecture.md).
 */
export async function queryPromise(send: (callback: Callback) => void): Promise<unknown> {
  try {
    return await new Promise((resolve, reject) => {
      send((error, result) => (error ? reject(error) : resolve(result)));
    });
  } catch (error) {
    // As node-postgres does: the stack then leads to the code that has sent the query.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}
