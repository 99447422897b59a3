import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { explainResult } from './explain-result.ts';
import { nameOfError } from './name-of-error.ts';
import type { Result } from './result.ts';
import { titleOf } from './results-table.ts';

/** A result as a small table: what a person wants to know of one load test. */
export function describeResult(result: Result): string {
  const { latencyMs, evidence } = result;
  const rows = [
    ['success rate', formatPercent(result.successRate)],
    ['requests', formatCount(result.requests)],
    ['failed requests', formatCount(result.failed)],
    ...result.errors.map((error) => [`  ${nameOfError(error)}`, formatCount(error.count)]),
    ['average latency', formatMilliseconds(latencyMs.mean)],
    ['p99 latency', formatMilliseconds(latencyMs.p99)],
    ['requests per second', formatCount(result.requestsPerSecond)],
    ['database connections begun', formatCount(evidence.connectionsOpened)],
    ['rows of posts read per feed', `${formatCount(evidence.plan.rowsRead)} (${evidence.plan.node})`],
  ];
  return `${titleOf(result)}, by ${result.engine.name} ${result.engine.version}\n${formatTable(rows, { numbers: [1] })}\n${explainResult(result)}`;
}
