import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { countApiSessions } from './count-sessions.ts';
import type { RecoveryFailure } from './evidence.ts';
import { isFromMemory } from './from-memory.ts';
import { withLockedTables } from './lock-tables.ts';
import { mixedRoute, sendTo } from './routes-probe.ts';

/** How long the API may take to open its connections again: a busy machine is slow. */
const reopenMs = 8000;
const pollEveryMs = 50;

/** How many sessions the API had, and how many of them waited for a lock. */
export interface Usage {
  waiting: number;
  sessions: number;
}

/**
 * Locks all tables again, sends requests, and waits for up to eight seconds until `wanted` of their
 * queries are in the database. `whileWaiting` gets the highest counts. Then the clients leave.
 * Resolves to `not granted` if another transaction held a table for two seconds.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function lockAgain(
  address: string,
  client: pg.ClientBase,
  { requests, wanted, askAgain }: { requests: number; wanted: number; askAgain: boolean },
  signal: AbortSignal,
  whileWaiting: (most: Usage) => Promise<RecoveryFailure | undefined>,
): Promise<{ failure: RecoveryFailure | undefined; fromMemory: number } | 'not granted'> {
  const leave = new AbortController();
  const until = AbortSignal.any([signal, leave.signal]);
  let responses: Promise<unknown> = Promise.resolve();
  let fromMemory = 0;
  // If they got an error, a connection that was still being opened then may be there now.
  const askUntilLeaving = async (number: number) => {
    do {
      const route = mixedRoute(number, 3);
      const response = await sendTo(address, route, until);
      if (isFromMemory(route, response) && !until.aborted) fromMemory += 1;
      await wait(pollEveryMs);
    } while (askAgain && !until.aborted);
  };
  const locked = await withLockedTables(client, async () => {
    responses = Promise.all(Array.from({ length: requests }, (_, number) => askUntilLeaving(number)));
    // It is awaited later.
    responses.catch(() => {});
    const endsAtMs = performance.now() + reopenMs;
    const most: Usage = { waiting: 0, sessions: 0 };
    while (most.waiting < wanted && performance.now() < endsAtMs) {
      await wait(pollEveryMs, undefined, { signal });
      const { waiting, sessions } = await countApiSessions(client);
      most.waiting = Math.max(most.waiting, waiting);
      most.sessions = Math.max(most.sessions, sessions);
    }
    const failure = await whileWaiting(most);
    // Before the lock is released: what is answered after that may have been read.
    leave.abort();
    return failure;
  }).finally(async () => {
    leave.abort();
    await responses;
  });
  return locked === 'not granted' ? locked : { failure: locked, fromMemory };
}
