import { formatCount, formatCountOf, formatMilliseconds, formatSeconds } from '../lib/format.ts';
import { connectionsKept, isBeyondPools, turnMs, whatHeldConnections } from './held-connections.ts';
import type { DatabaseEvidence, Result } from './result.ts';
import { describeReads } from './rows-per-feed.ts';

/** "a query took 2,334 ms on average, 390 ms when it ran alone; 9.3 ran at the same time on 10" */
function describeQueries({ requests, failed, evidence }: Result, database: DatabaseEvidence): string {
  const { queries, queryMs, queriesAtOnce, connections } = database;
  const times =
    queryMs === null
      ? 'no query ended'
      : `a query took ${formatMilliseconds(queryMs)} on average, ${formatMilliseconds(evidence.plan.executionMs)} when it ran alone`;
  const feeds = requests - failed;
  // PostgreSQL cancels a query that takes too long. Clients that gave up are few.
  const finished =
    feeds < queries / 2
      ? ` Of ${formatCount(queries)} queries, ${feeds === 0 ? 'none' : formatCount(feeds)} returned a feed.`
      : '';
  return `${times}; ${queriesAtOnce.toFixed(1)} ran at the same time on ${formatCount(connections)} connections.${finished}`;
}

/** "Each of 100 users would have to wait 27.5 s for a turn." if that is too long for any pool. */
function describeTurn(result: Result): string {
  const ms = turnMs(result) ?? 0;
  if (!isBeyondPools(result)) return '';
  const wait = Number.isFinite(ms) ? `${formatSeconds(ms)} for a turn` : 'for longer than the load test took';
  return ` At that rate, each of ${formatCount(result.users)} users would have to wait ${wait}.`;
}

function describeKept(result: Result, { connectionsInUse, sessions }: DatabaseEvidence): string {
  if (!sessions) return `${formatCount(connectionsInUse)} connections were still in use after the last response.`;
  const kept = connectionsKept(result);
  const { idleInTransaction } = sessions;
  const open = idleInTransaction > 0 ? ` (${formatCount(idleInTransaction)} in an open transaction)` : '';
  return `${formatCountOf(kept, 'connection')} ${kept === 1 ? 'was' : 'were'} still in use after the last response, although no query ran on ${kept === 1 ? 'it' : 'them'}${open}.`;
}

const areTheyReleased = 'Is each connection released, even when its query fails?';

/** Why requests found no free connection. */
export function explainBusyPool(result: Result): string {
  const { database } = result.evidence;
  if (!database) return areTheyReleased;
  const queries = describeQueries(result, database);
  const holder = whatHeldConnections(result);
  if (holder === 'nothing')
    return `Something held the connections: ${queries} ${describeKept(result, database)} ${areTheyReleased}`;
  const kept = connectionsKept(result) > 0 ? ` ${describeKept(result, database)} ${areTheyReleased}` : '';
  if (holder === 'queries')
    return `Slow queries held the connections: ${queries}${describeTurn(result)} ${describeReads(result)}${kept}`;
  if (holder === 'waiting queries')
    return `Queries that waited in the database held the connections: ${queries} What do they wait for, if not for a processor? pg_stat_activity shows it while they do.${kept}`;
  return `Something other than queries held the connections: ${queries} ${areTheyReleased}`;
}
