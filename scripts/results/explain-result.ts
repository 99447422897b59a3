import { formatCount, formatMilliseconds } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { feedLength } from '../scenario/story.ts';
import type { Result } from './result.ts';
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

/**
 * Why requests found no free connection. Connections that are in use after the last response were
 * not released; otherwise, if queries ran on most of them, the queries kept them busy.
 */
function explainBusyPool(result: Result): string {
  const { database, plan } = result.evidence;
  const question = 'Is each connection released, even when its query fails?';
  if (!database) return question;
  const { queryMs, queriesAtOnce, connections, connectionsInUse } = database;
  const times =
    queryMs === null
      ? 'no query ran'
      : `a query took ${formatMilliseconds(queryMs)} on average, ${formatMilliseconds(plan.executionMs)} when it ran alone`;
  const observed = `${times}; ${queriesAtOnce.toFixed(1)} ran at the same time on ${formatCount(connections)} connections`;
  if (connectionsInUse > connections / 2)
    return `Something held the connections: ${observed}, and ${formatCount(connectionsInUse)} were still in use after the last response. ${question}`;
  if (queriesAtOnce > connections / 2)
    return `Slow queries held the connections: ${observed}. ${describeReads(result)}`;
  return `Something other than queries held the connections: ${observed}. ${question}`;
}

/** Whether requests open connections of their own; few of them then get as far as a query. */
const opensPerRequest = ({ requests, evidence }: Result) => evidence.connectionsOpened > requests / 2;

/** The cause of a result according to its evidence, with a reference to the code or plan node. */
export function explainResult(result: Result): string {
  const { requests, failed, errors, evidence, variant } = result;
  const { connectionsOpened } = evidence;
  const timedOut = errors.find(({ code }) => code === 'connection_timeout')?.count ?? 0;
  const allRequests = `${formatCount(requests)} requests`;
  if (opensPerRequest(result))
    return [
      `Why: ${allRequests} opened ${formatCount(connectionsOpened)} database connections, one each, and every one costs a login.`,
      ...(timedOut > failed / 2 ? [`${formatCount(timedOut)} timed out before a query could run.`] : []),
      ...(variant === 'broken' ? ['See app/src/database/pool-per-request.ts.'] : []),
    ].join(' ');
  const opened = `${formatCount(connectionsOpened)} were opened during the test`;
  if (timedOut > requests / 2)
    return `Why: ${formatCount(timedOut)} of ${allRequests} waited for a connection and timed out; ${opened}. ${explainBusyPool(result)}`;
  return `Why: ${allRequests} shared their connections; ${opened}. ${describeReads(result)}`;
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
