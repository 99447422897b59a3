import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../lib/lab-error.ts';
import { type Sample, sumOf } from '../lib/metrics.ts';
import type { BusySessions } from '../results/result.ts';
import type { TargetContext } from '../targets/target.ts';
import { readBusySessions } from './read-busy-sessions.ts';

/** Longer than the lab's API lets a query run (app/src/database/create-pool.ts). */
const limitMs = 15_000;
const intervalMs = 500;

/** The API's metrics when its last query has ended, and what its sessions are doing then. */
export interface AfterLoad {
  metrics: Sample[];
  /** Undefined if no connection is in use, or if the database has none left for the lab. */
  sessions: BusySessions | undefined;
}

const isInUse = (metrics: Sample[]) => sumOf(metrics, 'db_client_connection_count', { state: 'used' }) > 0;

/**
 * Waits until the API runs no query. Clients that gave up may have left some behind: until they
 * have ended, they are in no metric, their connections look as if they had not been released, and
 * they slow down whatever the lab measures next. Resolves after 15 s in any case.
 */
export async function waitForLastQueries({
  target,
  report,
  signal,
}: Pick<TargetContext, 'target' | 'report' | 'signal'>): Promise<AfterLoad> {
  const look = async (): Promise<AfterLoad> => {
    const metrics = await target.metrics();
    if (!isInUse(metrics)) return { metrics, sessions: undefined };
    const sessions = await target.withDatabase(readBusySessions).catch((error) => {
      if (error instanceof LabError && error.code === 'no_connection_left') return undefined;
      throw error;
    });
    // Read again: a query that ends between the two is then in neither, instead of being taken for
    // a connection that nobody has released.
    return { metrics: await target.metrics(), sessions };
  };
  const isOver = ({ metrics, sessions }: AfterLoad) => !isInUse(metrics) || !sessions?.running;
  const found = await look();
  if (isOver(found)) return found;
  // Verbs that show symptoms do not name what is still running.
  return report.step('Wait until the API is idle', async () => {
    const deadline = Date.now() + limitMs;
    let last = found;
    while (!isOver(last) && Date.now() < deadline) {
      await wait(intervalMs, undefined, { signal });
      last = await look();
    }
    return last;
  });
}
