import { formatCount } from '../lib/format.ts';
import type { Result } from './result.ts';

/** The cause of a result according to its evidence, with the code or the plan node to look at. */
export function explainResult({ requests, failed, errors, evidence, variant, posts }: Result): string {
  const { connectionsOpened, plan } = evidence;
  const timedOut = errors.find(({ code }) => code === 'connection_timeout')?.count ?? 0;
  const allRequests = `${formatCount(requests)} requests`;
  if (connectionsOpened > requests / 2)
    return [
      `Why: ${allRequests} opened ${formatCount(connectionsOpened)} database connections, one each, and every one costs a login.`,
      ...(timedOut > failed / 2 ? [`${formatCount(timedOut)} timed out before a query could run.`] : []),
      ...(variant === 'broken' ? ['See app/src/database/pool-per-request.ts.'] : []),
    ].join(' ');
  const opened = `${formatCount(connectionsOpened)} were opened during the test`;
  if (timedOut > requests / 2)
    return `Why: ${formatCount(timedOut)} of ${allRequests} waited for a connection and timed out; ${opened}. Is each connection released, even when its query fails?`;
  const rows =
    plan.rowsRead >= posts
      ? `Each feed reads all ${formatCount(plan.rowsRead)} posts (${plan.node}) to show 20 of them.`
      : `Each feed reads ${formatCount(plan.rowsRead)} posts (${plan.node}${plan.index ? ` on ${plan.index}` : ''}).`;
  return `Why: ${allRequests} shared their connections; ${opened}. ${rows}`;
}
