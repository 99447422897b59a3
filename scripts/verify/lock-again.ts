import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { countApiSessions } from './api-sessions.ts';
import type { RecoveryFailure } from './evidence.ts';
import { isFromMemory } from './from-memory.ts';
import { watchGrowth } from './growth.ts';
import type { LatePosts } from './late-posts.ts';
import { withLockedTables } from './lock-tables.ts';
import { type Route, sendTo } from './routes-probe.ts';
import { succeeded } from './send-request.ts';

/** How long the API may take to open its connections again: a busy machine is slow. */
const reopenMs = 8000;
const pollEveryMs = 50;

/** What an API needs that opens connections when requests fail. */
const afterFailureMs = 1000;

/** Half of the users, on each route. If all did, the API would be busy with errors. */
const asksAgainAfterError = (user: number) => user % 4 < 2;
/** They post as different users: an API may let each of them write one post after another. */
const authors = 50;

/** What happened while the tables were locked. */
export interface Usage {
  /** The most sessions of the API that waited for a lock, and the most that it had. */
  waiting: number;
  sessions: number;
  /** Whether the API opened more connections after their number had settled. */
  grew: boolean;
  /** How many requests have been answered by now. */
  answered: () => number;
  /** Sends requests of more users. */
  send: (routes: Route[]) => void;
}

export interface LockAgain {
  /** The route of each user's requests. */
  routes: Route[];
  /** Until so many queries are in the database, or until a second after requests have failed. */
  until: number | 'failures';
  /** No longer than this, in milliseconds. */
  untilMs?: number;
  /** Whether users who get an error ask again. */
  askAgain: boolean;
  latePosts: LatePosts;
}

/**
 * Locks all tables again, sends requests, and waits until what is wanted has happened, for up to
 * eight seconds or `untilMs`. `whileLocked` gets the highest counts. Then the clients leave.
 * Resolves to `not granted` if another transaction held a table for about three seconds.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function lockAgain(
  address: string,
  client: pg.ClientBase,
  { routes, until: wanted, untilMs = reopenMs, askAgain, latePosts }: LockAgain,
  signal: AbortSignal,
  whileLocked: (usage: Usage) => Promise<RecoveryFailure | undefined>,
): Promise<{ failure: RecoveryFailure | undefined; fromMemory: number } | 'not granted'> {
  const leave = new AbortController();
  const until = AbortSignal.any([signal, leave.signal]);
  const users: Promise<void>[] = [];
  let fromMemory = 0;
  let answered = 0;
  let failedAtMs = Number.POSITIVE_INFINITY;
  // If they got an error, a connection that was still being opened then may be there now.
  const askUntilLeaving = async (route: Route, user: number) => {
    const asksAgain = askAgain && asksAgainAfterError(user);
    do {
      const content = latePosts.nextContent();
      const response = await sendTo(address, route, until, content, 1 + (user % authors));
      if (!until.aborted) {
        if (route === '/posts' && succeeded(response)) latePosts.accepted(content);
        answered += 1;
        if (isFromMemory(route, response)) fromMemory += 1;
        if (!succeeded(response)) failedAtMs = Math.min(failedAtMs, performance.now());
      }
      await wait(pollEveryMs);
    } while (asksAgain && !until.aborted);
  };
  const send = (routes: Route[]) => {
    for (const route of routes) {
      const user = askUntilLeaving(route, users.length);
      // It is awaited later.
      user.catch(() => {});
      users.push(user);
    }
  };
  const locked = await withLockedTables(client, async () => {
    send(routes);
    const endsAtMs = performance.now() + untilMs;
    const most = { waiting: 0, sessions: 0 };
    const growth = watchGrowth();
    const hasHappened = () =>
      wanted === 'failures' ? performance.now() > failedAtMs + afterFailureMs : most.waiting >= wanted;
    while (!hasHappened() && performance.now() < endsAtMs) {
      await wait(pollEveryMs, undefined, { signal });
      const { waiting, sessions } = await countApiSessions(client);
      most.waiting = Math.max(most.waiting, waiting);
      most.sessions = Math.max(most.sessions, sessions);
      growth.add(sessions);
    }
    const failure = await whileLocked({ ...most, grew: growth.grew(), answered: () => answered, send });
    // Before the lock is released: what is answered after that may have been read.
    leave.abort();
    return failure;
  }).finally(async () => {
    leave.abort();
    await Promise.all(users);
  });
  return locked === 'not granted' ? locked : { failure: locked, fromMemory };
}
