import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { waitUntil } from '../lib/timing.ts';
import { countApiSessions, endHalfOfWaiting } from './api-sessions.ts';
import { compareUsage } from './compare-usage.ts';
import type { LockEvidence, RecoveryFailure } from './evidence.ts';
import type { Usage } from './lock-again.ts';
import { mixedRoutes } from './routes-probe.ts';

/** How long it takes until the API has noticed that its sessions have ended, or opens new ones. */
const noticedMs = 250;
const openedMs = 1000;
/** How long it takes to close connections that are no longer needed. */
const closedMs = 2000;
const pollEveryMs = 20;

/** Whether the API forgets the connections that are left when it has lost some of them. */
export function loseSessions(client: pg.ClientBase, before: LockEvidence, signal: AbortSignal) {
  const compareNow = async (): Promise<RecoveryFailure | undefined> => {
    const { sessions } = await countApiSessions(client);
    return compareUsage(before, { waiting: before.waitingSoon, sessions });
  };
  const until = (isSo: () => Promise<boolean>, timeoutMs: number) =>
    waitUntil(isSo, { timeoutMs, intervalMs: pollEveryMs, signal });
  return {
    /**
     * Ends half of the sessions that wait for the lock. Then code that starts over with a new pool
     * has created one, which opens its connections for further requests.
     */
    async lose({ send }: Usage): Promise<undefined> {
      await endHalfOfWaiting(client, before.role);
      await wait(noticedMs, undefined, { signal });
      send(mixedRoutes(before.waitingSoon));
      await until(async () => (await countApiSessions(client)).waiting >= before.waitingSoon, openedMs);
      await wait(noticedMs, undefined, { signal });
    },

    /**
     * When the lock is released: an old pool that was ended closes its connections as soon as their
     * queries are done, and has no more of them than before.
     */
    async findForgotten(): Promise<RecoveryFailure | undefined> {
      await until(async () => !(await compareNow()), closedMs);
      return compareNow();
    },
  };
}
