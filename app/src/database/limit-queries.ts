import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { queryTimeoutMessage } from './database-errors.ts';

/** Members of pg.Client that its types leave out. */
interface Internals {
  connectionParameters: { query_timeout?: number | false };
  connection: EventEmitter & { stream: Duplex };
}

/**
 * Closes the connection if a query takes longer than the client's `query_timeout`; queries in line
 * for the same connection fail with it. Call begin() for each query. node-postgres starts a timer
 * per query instead; with that, V8 promotes the rows of a feed to the old generation, where
 * collecting them is expensive (docs/architecture.md).
 */
export function limitQueries(client: pg.Client): { begin(): void } {
  const { connectionParameters, connection } = client as unknown as Internals;
  const timeoutMs = connectionParameters.query_timeout;
  connectionParameters.query_timeout = false;
  if (!timeoutMs) return { begin() {} };
  let isBusy = false;
  const timer = setTimeout(() => {
    if (isBusy) connection.stream.destroy(new Error(queryTimeoutMessage));
  }, timeoutMs).unref();
  // The next query in line begins.
  connection.on('readyForQuery', () => timer.refresh());
  client.on('drain', () => {
    isBusy = false;
  });
  client.once('end', () => clearTimeout(timer));
  return {
    begin() {
      if (!isBusy) timer.refresh();
      isBusy = true;
    },
  };
}
