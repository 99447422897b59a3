import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { cancelQueries, countOpenTransactions, endSessions } from './end-sessions.ts';
import type { ApiClient, LockEvidence, RecoveryEvidence, RecoveryFailure } from './evidence.ts';
import { lockAgain, type Usage } from './lock-again.ts';
import { waitUntilServed } from './serves-again.ts';

/** Enough that each pool of an API with several of them is as busy as in the first lock. */
const fullHouse = 150;
/** How long it takes until the API has noticed that its sessions have ended. */
const noticedMs = 250;

/** Anything less can be a coincidence. */
const maxGrowth = 1.4;

/** Why the tables could not be locked again. */
async function describeHolder(client: pg.ClientBase, apiClient: ApiClient): Promise<RecoveryFailure> {
  if ((await countOpenTransactions(client, apiClient)) > 0)
    return {
      kind: 'open transaction',
      text: 'seconds after the last request, one of the API’s sessions was still idle in a transaction, and kept its locks',
    };
  return { kind: 'not tried', text: 'the tables could not be locked again: another transaction held one' };
}

/** Whether the API went on opening connections. A pool may be built to grow once. */
function describeGrowth({ settledSessions: [first, second], sessions }: LockEvidence): RecoveryFailure | undefined {
  if (first === undefined || second === undefined || sessions <= maxGrowth * first) return undefined;
  const text = `while the tables were locked, the API’s connections grew from ${first} to ${second}, and then to ${sessions}`;
  return { kind: 'more connections', text };
}

/** Whether the API uses as many connections as in the first lock, and no more. */
function compareUsage(before: LockEvidence, now: Usage): RecoveryFailure | undefined {
  if (now.waiting < before.waitingSoon) {
    const text = `during the first lock, ${before.waitingSoon} queries reached the database at once; during a later one, only ${now.waiting}`;
    return { kind: 'fewer connections', text };
  }
  if (now.sessions <= maxGrowth * before.sessions) return undefined;
  const text = `during the first lock, the API had ${before.sessions} connections; during a later one, ${now.sessions}`;
  return { kind: 'more connections', text };
}

/**
 * Whether the API serves again after the tables were locked, with as many connections as before,
 * after its queries were canceled, and after the server ended its sessions, first while they were
 * busy and then while they were idle. New ones are never refused: after a refused login, a pooler
 * such as PgBouncer waits fifteen seconds before it tries again.
 * @param before what happened in the first lock
 * @param slowMs how much longer than usual the API may take, because its feed is slow
 */
export async function probeRecovery(
  address: string,
  client: pg.ClientBase,
  before: LockEvidence,
  slowMs: number,
  signal: AbortSignal,
): Promise<RecoveryEvidence> {
  const { apiClient } = before;
  const endAll = async (): Promise<undefined> => {
    await endSessions(client, apiClient);
    await wait(noticedMs, undefined, { signal });
  };
  const compare = async (most: Usage) => compareUsage(before, most);
  const compareAndCancel = async (most: Usage) => {
    await cancelQueries(client, apiClient);
    await wait(noticedMs, undefined, { signal });
    return compareUsage(before, most);
  };
  const full = { requests: fullHouse, wanted: before.waitingSoon, askAgain: true };
  // Fewer users than connections, none of whom asks again, and then a pause: node-postgres may give
  // a connection that the server has just ended to the next request, and then emits an error that
  // no pool listens to.
  const half = Math.max(1, Math.floor(before.waitingSoon / 2));
  const few = { requests: half, wanted: half, askAgain: false };
  const survived: string[] = [];
  let fromMemory = 0;
  const lock = async (...[sizes, whileWaiting]: [typeof full, Parameters<typeof lockAgain>[4]]) => {
    const locked = await lockAgain(address, client, sizes, signal, whileWaiting);
    if (locked === 'not granted') return describeHolder(client, apiClient);
    fromMemory += locked.fromMemory;
    return locked.failure;
  };
  const troubles: [after: string, cause: () => Promise<RecoveryFailure | undefined>][] = [
    ['a lock on all tables', async () => describeGrowth(before)],
    ['a second lock, with the API’s queries canceled', () => lock(full, compareAndCancel)],
    ['a third lock, with the API’s sessions terminated', () => lock(few, endAll)],
    ['the loss of the API’s idle sessions', endAll],
    ['a fourth lock', () => lock(full, compare)],
  ];
  for (const [after, cause] of troubles) {
    const failure = (await cause()) ?? (await waitUntilServed(address, after, slowMs, signal));
    if (failure) return { survived, failure, fromMemory };
    survived.push(after);
  }
  return { survived, failure: undefined, fromMemory };
}
