import type { DatabaseMetrics } from '../metrics/database.ts';
import type { RequestTiming } from '../request-timing.ts';
import type { Connections } from './connections.ts';
import { MeasuredClient } from './measured-client.ts';

/**
 * Runs `work` on a connection, and measures how long it took to get one, or until there was none.
 * Independent of how `connections` does that, and so the same for each variant.
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
  const endWait = (client?: MeasuredClient) => {
    if (!isWaiting) return;
    isWaiting = false;
    now.waits -= 1;
    const totalMs = performance.now() - askedAtMs;
    waitTime.observe(totalMs / 1000);
    if (!timing) return;
    const connectMs = client && Math.min(totalMs, client.openingTimeMs(askedAtMs));
    timing.connectMs = connectMs;
    timing.waitMs = totalMs - (connectMs ?? 0);
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
    if (now.latestClient !== before) opened = now.latestClient;
    return await used;
  } finally {
    endWait(opened);
  }
}
