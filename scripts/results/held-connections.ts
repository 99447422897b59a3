import { maxWaitMs } from '../scenario/story.ts';
import type { Result } from './result.ts';

type Load = Pick<Result, 'users' | 'ratePerSecond' | 'durationSeconds' | 'evidence' | 'machine'>;

/**
 * Under load, queries share the processors with each other, the API and the load. A query that
 * takes longer than this many times its share has waited for something else, such as a lock.
 */
const maxSlowdown = 5;

/**
 * What the connections of a load test were in use for:
 * - `queries`: queries that take long by themselves, as far as they share the processors;
 * - `waiting queries`: queries that take a moment when they run alone;
 * - `nothing`: they were not released, as they were still in use when no query ran any more;
 * - `something else`: for most of the time no query ran on them, but they were released.
 */
export type Holder = 'queries' | 'waiting queries' | 'nothing' | 'something else' | 'unknown';

/** Connections in use, after the last response, on which no query runs. */
export function connectionsKept({ evidence: { database } }: Pick<Result, 'evidence'>): number {
  return database?.sessions ? Math.max(0, database.connectionsInUse - database.sessions.running) : 0;
}

/** What kept the connections in use, by the API's metrics and by what PostgreSQL ran at the end. */
export function whatHeldConnections(result: Pick<Result, 'evidence'>): Holder {
  const { database, plan } = result.evidence;
  if (!database) return 'unknown';
  const { queryMs, queriesAtOnce, connections, connectionsInUse, sessions } = database;
  const most = connections / 2;
  if (connections > 0 && connectionsKept(result) > most) return 'nothing';
  // A query that has not ended yet is in no metric.
  const running = sessions?.running ?? 0;
  if (connections > 0 && Math.max(queriesAtOnce, running) > most) {
    const waits = (sessions?.waitingForLocks ?? 0) > running / 2;
    return waits || (queryMs ?? 0) > plan.executionMs * connections * maxSlowdown ? 'waiting queries' : 'queries';
  }
  // PostgreSQL could not be asked, or was not, for an older result.
  if (connectionsInUse > most && !sessions) return 'nothing';
  return 'something else';
}

/**
 * How long each user would have to wait for a turn at the rate at which queries ended, by Little's
 * law (what-changed.ts); undefined if the number of users does not limit the requests.
 */
export function turnMs({ users, ratePerSecond, durationSeconds, evidence }: Omit<Load, 'machine'>): number | undefined {
  if (ratePerSecond || !evidence.database) return undefined;
  return (users * durationSeconds * 1000) / evidence.database.queries;
}

/** How long each user would have to wait if a query ran on every processor all the time. */
const bestTurnMs = ({ users, evidence, machine }: Load): number => (users * evidence.plan.executionMs) / machine.cores;

/**
 * Whether queries take so long that not everybody can have a turn before a request has to give up,
 * however long the code lets it wait, and however many connections it has: then a load test says
 * nothing about how connections are used.
 */
export function isBeyondPools(load: Load): boolean {
  const isTooLong = (ms = 0) => ms > maxWaitMs;
  return whatHeldConnections(load) === 'queries' && isTooLong(turnMs(load)) && isTooLong(bestTurnMs(load));
}
