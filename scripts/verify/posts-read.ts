import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { type Sample, sumOf } from '../lib/metrics.ts';
import { countRowsRead } from '../measure/rows-read.ts';
import { storyUsers } from '../scenario/story.ts';
import { type Route, sendTo } from './routes-probe.ts';

// A session adds what it read to the counters at the end of a query, but at most once per second
// (PGSTAT_MIN_INTERVAL). What it held back is added after its next query, after ten idle seconds
// (PGSTAT_IDLE_INTERVAL), or when it ends. So the counters can lag by a second of load.
export const reportIntervalMs = 1000;
const idleReport = '10 seconds';

/** Sessions of the API that may hold something back: none of their queries ended after $2. */
const unreportedSessions = `
SELECT count(*)::integer AS count
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database()
  AND state_change < $2 AND state_change > now() - interval '${idleReport}'`;

/**
 * Enough at once that each session of a pool gets one, although some get several: a pool hands out
 * the session that was returned last, and a fast query returns it before the next request arrives.
 */
const requestsPerSession = 4;
/** For an API that never uses some of its sessions. */
const maxBursts = 5;
/** If each feed takes seconds, what is not reported yet is little of what it reads. */
const burstsMs = 10_000;

/** What has been read so far, and for how many feeds. */
export interface ReadCounters {
  rows: number;
  /** Feeds that the API has served, to anybody, including those whose client left. */
  feeds: number;
  /** Posts that the API has written, for anybody. */
  posts: number;
  /** Other requests, which may have read many rows: lists, and HEAD /feed. */
  others: number;
}

async function countUnreported(client: pg.ClientBase, since: Date): Promise<number> {
  const { rows } = await client.query<{ count: number }>(unreportedSessions, [apiRole, since]);
  return rows[0]?.count ?? 0;
}

/** The time of the server. */
export async function readClock(client: pg.ClientBase): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date();
}

/** Sends enough requests at once, to these routes in turn, to use all of so many sessions. */
async function useSessions(address: string, routes: [Route, ...Route[]], sessions: number): Promise<void> {
  const requests = Math.min(storyUsers, requestsPerSession * sessions);
  const routeOf = (request: number) => routes[request % routes.length] ?? routes[0];
  await Promise.all(Array.from({ length: requests }, (_, request) => sendTo(address, routeOf(request))));
}

const requestsOf = (metrics: Sample[], labels: Record<string, string>) => sumOf(metrics, 'http_requests_total', labels);

const servedFeeds = (metrics: Sample[]) =>
  ['200', '304', '499'].reduce(
    (sum, status_code) => sum + requestsOf(metrics, { method: 'GET', route: '/feed', status_code }),
    0,
  );

const otherRequests = (metrics: Sample[]) =>
  requestsOf(metrics, { route: '/users/:id/posts' }) +
  requestsOf(metrics, { route: '/feed' }) -
  requestsOf(metrics, { route: '/feed', method: 'GET' });

/**
 * Reads the counters after every session of the API has reported what it read, which takes some
 * requests. An API without open sessions gets none: sessions report when they end.
 * @param pause resolves after `reportIntervalMs`
 * @param routes of these requests; an API may have sessions that only some routes use
 */
export async function readCounters(
  address: string,
  client: pg.ClientBase,
  metrics: () => Promise<Sample[]>,
  pause: () => Promise<void>,
  routes: [Route, ...Route[]] = ['/feed'],
): Promise<ReadCounters> {
  // Opens the connections that a burst needs: a new session holds back its first query.
  await useSessions(address, routes, await countUnreported(client, await readClock(client)));
  await pause();
  const settledSince = await readClock(client);
  const sessions = await countUnreported(client, settledSince);
  const endsAtMs = performance.now() + burstsMs;
  for (let burst = 0; burst < maxBursts && performance.now() < endsAtMs; burst += 1) {
    if ((await countUnreported(client, settledSince)) === 0) break;
    // All of them: as many requests as sessions are left could reach only those that have reported.
    await useSessions(address, routes, sessions);
  }
  const samples = await metrics();
  return {
    rows: await countRowsRead(client),
    feeds: servedFeeds(samples),
    posts: requestsOf(samples, { method: 'POST', route: '/posts', status_code: '201' }),
    others: otherRequests(samples),
  };
}
