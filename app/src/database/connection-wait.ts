import pg from 'pg';
import type { DatabaseMetrics } from '../metrics/database.ts';
import type { RequestTiming } from '../request-timing.ts';
import type { Connections } from './connections.ts';
import { describeConnectFailure } from './database-errors.ts';
import { MeasuredClient } from './measured-client.ts';

async function onConnectionOf<Result>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<Result>) {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/**
 * Runs `work` on a connection, and measures the time until one was available or the attempt
 * failed. This does not depend on how `connections` works, so it is the same for each variant.
 */
export async function useMeasured<Result>(
  connections: Connections,
  { now, waitTime }: DatabaseMetrics,
  timing: RequestTiming | undefined,
  work: Parameters<typeof connections.use<Result>>[0],
): Promise<Result> {
  const askedAtMs = performance.now();
  const before = now.latestClient;
  let isWaiting = true;
  let opened: MeasuredClient | undefined;
  let failure: unknown;
  const endWait = (client?: MeasuredClient) => {
    if (!isWaiting) return;
    isWaiting = false;
    now.waits -= 1;
    const endedAtMs = performance.now();
    const totalMs = endedAtMs - askedAtMs;
    // Without one, it is not a request, but the API itself that looks for the database.
    if (!timing) return;
    waitTime.observe({}, totalMs / 1000);
    const opening = client?.openingBetween(askedAtMs, endedAtMs);
    const connectMs = opening && opening.endedAtMs - opening.startedAtMs;
    timing.connectMs = connectMs;
    timing.waitMs = totalMs - (connectMs ?? 0);
    if (!timing.trace) return;
    const error = failure && describeConnectFailure(failure);
    timing.trace.addWait({ startedAtMs: askedAtMs, endedAtMs, error }, opening && { ...opening, error });
  };
  const useNow = (client: pg.ClientBase) => {
    const isMeasured = client instanceof MeasuredClient;
    endWait(isMeasured && client.isNew ? client : undefined);
    if (isMeasured) client.isNew = false;
    return work(client);
  };
  now.waits += 1;
  try {
    const used = connections.use((client) => {
      // A variant may leave it to the pool to choose a connection, as pool.query() does.
      if (client instanceof pg.Pool) return onConnectionOf(client, useNow);
      return useNow(client);
    });
    // A pool that opens a connection does so in the call that asks for one.
    if (now.latestClient instanceof MeasuredClient && now.latestClient !== before) opened = now.latestClient;
    return await used;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    endWait(opened);
  }
}
