import type { Connections, CreatePool } from './connections.ts';

/** One pool for the whole process. Requests borrow its connections, which stay open. */
export function openConnections(createPool: CreatePool): Connections {
  const pool = createPool({
    // Ten connections keep more cores busy than most database servers have. Further requests queue.
    max: 10,
    // Includes the time in the queue, which is nine queries long with 100 users. 150 ms would cause
    // errors.
    connectionTimeoutMillis: 2000,
    // Connections are closed when traffic stops, and kept while it continues.
    idleTimeoutMillis: 30_000,
  });

  return {
    async use(work) {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    },

    close: () => pool.end(),
  };
}
