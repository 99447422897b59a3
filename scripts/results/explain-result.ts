import { formatCount, formatCountOf, formatMilliseconds, formatSeconds } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { feedLength, reliableSuccessRate } from '../scenario/story.ts';
import { connectionsKept, isBeyondPools, turnMs, whatHeldConnections } from './held-connections.ts';
import type { DatabaseEvidence, Result } from './result.ts';
import { describeRowsPerFeed, formatRows, rowsPerFeed } from './rows-per-feed.ts';
import { connectionsPerRequest } from './what-changed.ts';

const queryFile = 'app/src/routes/feed-query.ts';

/** "Each feed reads 20 posts (Index Scan on idx_posts_created_at)." */
function describeReads(result: Result): string {
  const { evidence, posts } = result;
  const { plan } = evidence;
  const { rows, measured } = rowsPerFeed(result);
  if (measured)
    return `Each feed read about ${formatRows(rows)} rows, although the query in ${queryFile} reads ${formatCount(plan.rowsRead)} (${plan.node}). Which statements does the API really run?`;
  return plan.rowsRead >= posts
    ? `Each feed reads all ${formatCount(plan.rowsRead)} posts (${plan.node}) to show ${feedLength} of them.`
    : `Each feed reads ${formatCount(plan.rowsRead)} posts (${plan.node}${plan.index ? ` on ${plan.index}` : ''}).`;
}

const countErrors = ({ errors }: Result, wanted: string) =>
  errors.filter(({ code }) => code === wanted).reduce((sum, { count }) => sum + count, 0);

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
function explainBusyPool(result: Result): string {
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

/** Whether requests open connections of their own; few of them then get as far as a query. */
const opensPerRequest = ({ requests, evidence }: Result) => evidence.connectionsOpened > requests / 2;

/** "430 of 460 requests waited for a connection and timed out"; '' if hardly any failed like that. */
function describeFailures(result: Result): string {
  const { requests, failed } = result;
  const timedOut = countErrors(result, 'connection_timeout');
  const unavailable = countErrors(result, 'database_unavailable');
  if (failed <= requests * (1 - reliableSuccessRate) || timedOut + unavailable === 0) return '';
  const waited = `${formatCount(timedOut)} of ${formatCount(requests)} requests waited for a connection and timed out`;
  if (unavailable === 0) return waited;
  return `${waited}, and ${formatCount(unavailable)} got no result from the database (database_unavailable)`;
}

/** The cause of a result according to its evidence, with a reference to the code or plan node. */
export function explainResult(result: Result): string {
  const { requests, failed, evidence, variant } = result;
  const { connectionsOpened } = evidence;
  const timedOut = countErrors(result, 'connection_timeout');
  const allRequests = `${formatCount(requests)} requests`;
  if (opensPerRequest(result))
    return [
      `Why: ${allRequests} opened ${formatCount(connectionsOpened)} database connections, one each, and every one costs a login.`,
      ...(timedOut > failed / 2 ? [`${formatCount(timedOut)} timed out before a query could run.`] : []),
      ...(variant === 'broken' ? ['See app/src/database/pool-per-request.ts.'] : []),
    ].join(' ');
  const described = describeFailures(result);
  if (described && (timedOut > requests / 2 || whatHeldConnections(result) === 'queries'))
    return `Why: ${described}. ${formatCountOf(connectionsOpened, 'connection')} ${connectionsOpened === 1 ? 'was' : 'were'} opened during the test. ${explainBusyPool(result)}`;
  return `Why: ${allRequests} shared their connections; ${formatCount(connectionsOpened)} were opened during the test. ${describeReads(result)}`;
}

/** The evidence that load tests collect, and what it says about the cause. */
export function describeEvidence(result: Result): string {
  const { connectionsOpened } = result.evidence;
  const rows = [
    ['database connections opened', formatCount(connectionsOpened)],
    ['  per request', connectionsPerRequest(result)],
    // While hardly any query runs, what it reads explains nothing; learners find it later.
    ...(opensPerRequest(result) ? [] : [['rows of posts read per feed', describeRowsPerFeed(result)]]),
  ];
  return `${formatTable(rows, { numbers: [1] })}\n${explainResult(result)}`;
}
