import type { DatabaseMetrics } from '../metrics/database.ts';
import type { RequestTiming } from '../request-timing.ts';
import type { Connections } from './connections.ts';
import { describeConnectFailure } from './database-errors.ts';
import { MeasuredClient } from './measured-client.ts';

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
    waitTime.observe(totalMs / 1000);
    if (!timing) return;
    const opening = client?.openingBetween(askedAtMs, endedAtMs);
    const connectMs = opening && opening.endedAtMs - opening.startedAtMs;
    timing.connectMs = connectMs;
    timing.waitMs = totalMs - (connectMs ?? 0);
    if (!timing.trace) return;
    const error = failure && describeConnectFailure(failure);
    timing.trace.addWait({ startedAtMs: askedAtMs, endedAtMs, error }, opening && { ...opening, error });
  };
  now.waits += 1;
  try {
    const used = connections.use((client) => {
      const isMeasured = client instanceof MeasuredClient;
      endWait(isMeasured && client.isNew ? client : undefined);
      if (isMeasured) client.isNew = false;
      return work(client);
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
