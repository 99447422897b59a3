import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { maxWaitMs } from '../scenario/story.ts';
import { countApiSessions } from './api-sessions.ts';
import type { LockEvidence } from './evidence.ts';
import { watchGrowth } from './growth.ts';
import type { LatePosts } from './late-posts.ts';
import { watchLateness } from './lateness.ts';
import { withLockedTables } from './lock-tables.ts';
import { askAgainMs, createLockedUsers } from './locked-users.ts';
import { maxLatenessMs } from './max-lateness.ts';
import { mixedRoutes, type Route } from './routes-probe.ts';

/**
 * Leaves time for a timer of the same length, for a request to arrive, and for the login to a
 * pooler, which looks at its timers a few times per second (PgBouncer: query_wait_timeout).
 */
const toleranceMs = 1000;
const pollEveryMs = 100;

/** Six times the usual crowd: if only queries have a limit, the wait grows with the queue. */
export const lockRequests = 600;
/** To all routes: any of the queues may be the one that has no limit. */
const routes = mixedRoutes(lockRequests);
const isFeed = (route: Route) => route === '/feed';
/** How long nothing but feeds is requested, unless several of their queries are seen before. */
const feedsAloneMs = 2000;

/** Users who do not wait: they come last, when all connections are busy, and soon leave. */
const impatientUsers = 20;
/** By then, every query that the API sends at once has reached the database. */
const patienceMs = 1000;

const availableConnections = `
SELECT sum(CASE name WHEN 'max_connections' THEN setting::integer ELSE -setting::integer END)::integer AS count
FROM pg_settings
WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`;

/**
 * Locks all tables, sends requests, and counts the queries that wait and the requests that fail.
 * At the end, the clients that are still waiting leave. Resolves to `not granted` when a lock was
 * not granted within about three seconds.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function probeLockedTables(
  address: string,
  client: pg.ClientBase,
  processes: number,
  latePosts: LatePosts,
  signal: AbortSignal,
): Promise<LockEvidence | 'not granted'> {
  const { rows } = await client.query<{ count: number }>(availableConnections);
  const end = new AbortController();
  const lateness = watchLateness(address, AbortSignal.any([signal, end.signal]));
  const latenessMs = () => Math.min(lateness.worstMs(), maxLatenessMs);
  const users = createLockedUsers(address, signal, () => maxWaitMs + toleranceMs + latenessMs(), latePosts);
  const growth = watchGrowth();
  const seen = { role: apiRole, feedsAtOnce: 0, waitingSoon: 0, waitingAtOnce: 0, sessions: 0 };
  const poll = async (): Promise<number> => {
    await wait(pollEveryMs, undefined, { signal });
    users.throwFailure();
    const { role, waiting, sessions } = await countApiSessions(client);
    if (waiting > seen.waitingAtOnce) seen.role = role;
    seen.waitingAtOnce = Math.max(seen.waitingAtOnce, waiting);
    seen.sessions = Math.max(seen.sessions, sessions);
    growth.add(sessions);
    return waiting;
  };
  const locked = withLockedTables(client, async () => {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    // In two halves: all who ask at the same moment may rightly share a query.
    const feeds = routes.filter(isFeed);
    users.add(feeds.slice(0, feeds.length / 2));
    await poll();
    users.add(feeds.slice(feeds.length / 2));
    while (seen.waitingAtOnce <= processes && elapsedMs() < feedsAloneMs) await poll();
    seen.feedsAtOnce = seen.waitingAtOnce;
    const sentAllMs = elapsedMs();
    users.add(routes.filter((route) => !isFeed(route)));
    await poll();
    const leaveEarly = users.addImpatient(impatientUsers);
    let waiting = await poll();
    seen.waitingSoon = seen.waitingAtOnce;
    // Those that got a connection in time may still fail later: their queries are slow, too.
    let waitingAtLimit = 0;
    const stillWaiting = () => lockRequests - users.answeredInTime() - Math.max(waiting, waitingAtLimit);
    let allAnsweredMs: number | undefined;
    const isOver = () => {
      const sinceMs = elapsedMs() - sentAllMs;
      if (sinceMs > maxWaitMs + toleranceMs + latenessMs() + askAgainMs) return true;
      return allAnsweredMs !== undefined && sinceMs > patienceMs && elapsedMs() > allAnsweredMs + askAgainMs;
    };
    while (!isOver()) {
      waiting = await poll();
      if (elapsedMs() - sentAllMs > maxWaitMs) waitingAtLimit ||= waiting;
      if (stillWaiting() <= 0) allAnsweredMs ??= elapsedMs();
      if (elapsedMs() - sentAllMs < patienceMs) seen.waitingSoon = seen.waitingAtOnce;
      else leaveEarly();
    }
    const result = {
      ...seen,
      ...users.counts,
      longestOfLineMs: users.longestOfLine(),
      stillWaiting: Math.max(0, stillWaiting()),
    };
    // Those who are still waiting leave now, while the API holds connections for them.
    await users.leave();
    await wait(pollEveryMs, undefined, { signal });
    return {
      ...result,
      processes,
      grew: growth.grew(),
      answers: users.answers,
      availableConnections: rows[0]?.count ?? 0,
      latenessMs: lateness.worstMs(),
      livezError: lateness.livezError(),
    };
  });
  // It is awaited later.
  lateness.watching.catch(() => {});
  return locked.finally(async () => {
    end.abort();
    await Promise.all([users.leave(), lateness.watching]);
  });
}
