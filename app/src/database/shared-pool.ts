import type { Connections, CreatePool } from './connections.ts';

/** One pool for the whole process, opened at start. Requests borrow a connection and hand it back open. */
export function openConnections(createPool: CreatePool): Connections {
  const pool = createPool({
    // Ten connections keep more cores busy than most databases have. The eleventh request waits in line instead of dialling.
    max: 10,
    // The wait in that line, not the time to dial: under 100 users it is nine queries long. 150 ms would turn a queue into errors.
    connectionTimeoutMillis: 2000,
    // A quiet night gives the connections back; a busy minute keeps them.
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
