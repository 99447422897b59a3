import { setTimeout as wait } from 'node:timers/promises';
import type { Blocker } from './blockers.ts';
import { createPatience, type WaitOptions } from './watch-blockers.ts';

const pollIntervalMs = 200;

/**
 * Waits until the transactions that are open now have ended. A statement with CONCURRENTLY waits
 * for them too, but if that wait is cancelled, it leaves an invalid index: CREATE INDEX leaves an
 * unfinished one, DROP INDEX one that was valid before.
 * @throws {BlockedTooLong} before anything was changed
 */
export async function waitForOpenTransactions(find: () => Promise<Blocker[]>, options: WaitOptions): Promise<void> {
  const endured = createPatience(options);
  let open: Blocker[] | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await find();
    // Transactions that began later would delay this for as long as the API is busy.
    open = found.filter(({ transaction }) => open?.some((earlier) => earlier.transaction === transaction) ?? true);
    endured(open);
    if (open.length === 0) return;
    await wait(pollIntervalMs);
  }
}
