import { setTimeout as wait } from 'node:timers/promises';
import type { Blocker } from './blockers.ts';
import { limitWait, type WaitOptions } from './watch-blockers.ts';

const pollIntervalMs = 200;

/** A person's, rather than the API's, which is never idle in a transaction for long. */
const isLingering = ({ state, ageSeconds }: Blocker) => state?.startsWith('idle in transaction') && ageSeconds > 1;

/**
 * Waits until the transactions that are open now, and those that are later idle for more than a
 * second, have ended. A statement with CONCURRENTLY waits
 * for them too, but if that wait is cancelled, it leaves an invalid index: CREATE INDEX leaves an
 * unfinished one, DROP INDEX one that was valid before.
 * @throws {BlockedTooLong} before anything was changed
 */
export async function waitForOpenTransactions(find: () => Promise<Blocker[]>, options: WaitOptions): Promise<void> {
  const checkWait = limitWait(options);
  let open: Blocker[] | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await find();
    // All transactions that began later would delay this for as long as the API is busy.
    const earlier = open?.map(({ transaction }) => transaction);
    open = found.filter((one) => isLingering(one) || (earlier?.includes(one.transaction) ?? true));
    checkWait(open);
    if (open.length === 0) return;
    await wait(pollIntervalMs);
  }
}
