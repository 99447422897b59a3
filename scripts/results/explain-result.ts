import { formatCount } from '../lib/format.ts';
import type { Result } from './result.ts';

/** What the evidence says about how a result came to be, in a sentence or two; the code or the plan it comes from is named. */
export function explainResult({ requests, failed, errors, evidence, variant, posts }: Result): string {
  const { connectionsOpened, plan } = evidence;
  const timedOut = errors.find(({ code }) => code === 'connection_timeout')?.count ?? 0;
  if (connectionsOpened > requests / 2)
    return [
      `Why: ${formatCount(requests)} requests began ${formatCount(connectionsOpened)} database connections, one each, and every one costs a login.`,
      ...(timedOut > failed / 2 ? [`${formatCount(timedOut)} were given up before a query could run.`] : []),
      ...(variant === 'broken' ? ['See app/src/database/pool-per-request.ts.'] : []),
    ].join(' ');
  if (timedOut > requests / 2)
    return `Why: ${formatCount(timedOut)} of ${formatCount(requests)} requests stood in line for a connection and got none in time; ${formatCount(connectionsOpened)} were opened during the test. Is each given back, whatever becomes of its query?`;
  const connections = `Why: ${formatCount(requests)} requests shared their connections; ${formatCount(connectionsOpened)} were opened during the test.`;
  const rows =
    plan.rowsRead >= posts
      ? `Each feed reads all ${formatCount(plan.rowsRead)} posts (${plan.node}) to show 20 of them.`
      : `Each feed reads ${formatCount(plan.rowsRead)} posts (${plan.node}${plan.index ? ` on ${plan.index}` : ''}).`;
  return `${connections} ${rows}`;
}
