import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { queryTimeoutMessage } from './database-errors.ts';

/** What pg.Client has, and its types leave out. */
interface Internals {
  connectionParameters: { query_timeout?: number | false };
  connection: { stream: Duplex };
}

/**
 * Closes the connection when a query takes longer than its `query_timeout`. begin() must be called
 * before each query. node-postgres has a timer per query instead. With those, the rows of a feed
 * survive until V8 has moved them to the old generation, and the API spends four times as long on
 * garbage collection (docs/architecture.md).
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
  client.on('drain', () => {
    isBusy = false;
  });
  client.once('end', () => clearTimeout(timer));
  return {
    begin() {
      isBusy = true;
      timer.refresh();
    },
  };
}
