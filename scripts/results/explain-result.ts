import { formatCount, formatCountOf } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { reliableSuccessRate } from '../scenario/story.ts';
import { explainBusyPool } from './explain-busy-pool.ts';
import { whatHeldConnections } from './held-connections.ts';
import type { Result } from './result.ts';
import { describeReads, describeRowsPerFeed } from './rows-per-feed.ts';
import { connectionsPerRequest } from './what-changed.ts';

const countErrors = ({ errors }: Result, wanted: string) =>
  errors.filter(({ code }) => code === wanted).reduce((sum, { count }) => sum + count, 0);

/** Whether requests open connections of their own; few of them then get as far as a query. */
const opensPerRequest = ({ requests, evidence }: Result) => evidence.connectionsOpened > requests / 2;

/** "430 of 460 requests waited for a connection and timed out"; '' if hardly any failed so. */
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
