import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { waitUntil } from '../lib/timing.ts';
import { cancelApiQueries, endApiSessions, hasOpenTransaction } from './api-sessions.ts';
import { compareUsage, describeGrowth } from './compare-usage.ts';
import type { LockEvidence, RecoveryEvidence, RecoveryFailure } from './evidence.ts';
import type { LatePosts } from './late-posts.ts';
import { type LockAgain, lockAgain, type Usage } from './lock-again.ts';
import { loseSessions } from './lose-sessions.ts';
import { mixedRoutes, type Route } from './routes-probe.ts';
import { waitUntilServed } from './serves-again.ts';

/**
 * Enough that each pool of an API with several of them is as busy as in the first lock, and that an
 * API that answers from memory when it is full does so: by now, it remembers something.
 */
const fullHouse = 300;
/** How long it takes until the API has noticed that its sessions have ended. */
const noticedMs = 250;
/** How long it takes until those whose queries were canceled have an answer. */
const answeredMs = 1000;
const pollEveryMs = 20;
/** How long only one route is requested, unless several of its queries are seen before. */
const routeAloneMs = 2000;
/** For each process of the API: they share the requests at random. */
const requestsPerProcess = 8;

/** Why the tables could not be locked again. */
async function describeHolder(client: pg.ClientBase, role: string): Promise<RecoveryFailure> {
  if (await hasOpenTransaction(client, role))
    return {
      kind: 'open transaction',
      text: 'seconds after the last request, one of the API’s sessions was still idle in a transaction, and kept its locks',
    };
  return { kind: 'not tried', text: 'the tables could not be locked again: another transaction held one' };
}

/**
 * Whether the API serves again after the tables were locked, with as many connections as before,
 * and with several for posts and for lists alone; after its queries were canceled; and after the
 * server ended its sessions: all while they were busy, all while they were idle, and some of the
 * busy ones. New ones are never refused: after a refused login, a pooler such as PgBouncer
 * waits fifteen seconds before it tries again.
 * @param before what happened in the first lock
 * @param slowMs how much longer than usual the API may take, because its feed is slow
 */
export async function probeRecovery(
  address: string,
  client: pg.ClientBase,
  before: LockEvidence,
  slowMs: number,
  latePosts: LatePosts,
  signal: AbortSignal,
): Promise<RecoveryEvidence> {
  const { role, waitingSoon, grew, processes } = before;
  const end = async (): Promise<undefined> => {
    await endApiSessions(client, role);
    await wait(noticedMs, undefined, { signal });
  };
  const cancel = async (answered: () => number) => {
    const wanted = answered() + (await cancelApiQueries(client, role));
    await waitUntil(() => answered() >= wanted, { timeoutMs: answeredMs, intervalMs: pollEveryMs, signal });
  };
  const cancelTwice = async (usage: Usage) => {
    // Some code tries a second time.
    for (let times = 0; times < 2; times += 1) await cancel(usage.answered);
    return compareUsage(before, usage);
  };
  const growsAgain = async (usage: Usage) => describeGrowth(before, usage);
  const full: LockAgain = { routes: mixedRoutes(fullHouse), until: waitingSoon, askAgain: true, latePosts };
  // Fewer users than connections, none of whom asks again, and then a pause: node-postgres may give
  // a connection that the server has just ended to the next request, and then emits an error that
  // no pool listens to.
  const half = Math.max(1, Math.floor(waitingSoon / 2));
  const few: LockAgain = { routes: mixedRoutes(half), until: half, askAgain: false, latePosts };
  const { lose, findForgotten } = loseSessions(client, before, signal);
  const survived: string[] = [];
  let fromMemory = 0;
  const oneByOne: Route[] = [];
  const lock = async (sizes: LockAgain, whileLocked: (usage: Usage) => Promise<RecoveryFailure | undefined>) => {
    // The queries of a route that runs one at a time will not all be there.
    const limit = oneByOne.length > 0 ? { untilMs: routeAloneMs } : {};
    const locked = await lockAgain(address, client, { ...sizes, ...limit }, signal, whileLocked);
    if (locked === 'not granted') return describeHolder(client, role);
    fromMemory += locked.fromMemory;
    return locked.failure;
  };
  const lockWith = (routeOf: (user: number) => Route) => {
    const routes = Array.from({ length: requestsPerProcess * processes }, (_, user) => routeOf(user));
    const alone = { routes, until: processes + 1, untilMs: routeAloneMs, askAgain: false, latePosts };
    return lock(alone, async ({ waiting }) => {
      if (waiting <= processes) oneByOne.push(routeOf(0));
      return undefined;
    });
  };
  const troubles: [after: string, cause: () => Promise<RecoveryFailure | undefined>][] = [
    ['a lock on all tables', async () => (grew ? lock({ ...full, until: 'failures' }, growsAgain) : undefined)],
    ['a lock while everyone was posting', () => lockWith(() => '/posts')],
    ['a lock while everyone was listing posts', () => lockWith((user) => `/users/${user + 1}/posts`)],
    ['another lock, with the API’s queries canceled', () => lock(full, cancelTwice)],
    ['another lock, with the API’s sessions terminated', () => lock(few, end)],
    ['the loss of the API’s idle sessions', end],
    ['another lock, with every connection in use', () => lock(full, async (usage) => compareUsage(before, usage))],
    // Now, the API has others that it may forget.
    [
      'the loss of some of the API’s busy sessions',
      () => lock(few, lose).then((failure) => failure ?? findForgotten()),
    ],
  ];
  for (const [after, cause] of troubles) {
    const failure = (await cause()) ?? (await waitUntilServed(address, after, slowMs, signal));
    if (failure) return { survived, failure, fromMemory, oneByOne };
    survived.push(after);
  }
  return { survived, failure: undefined, fromMemory, oneByOne };
}
