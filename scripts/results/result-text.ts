import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import type { LoadError } from '../load/load-report.ts';
import { explainResult } from './explain-result.ts';
import type { Result } from './result.ts';
import { titleOfResult } from './results-by-stage.ts';

/** 503, connection_timeout -> "503 connection_timeout"; 0, timeout -> "no answer timeout". */
export function describeLoadError({ status, code }: Pick<LoadError, 'status' | 'code'>): string {
  return `${status || 'no answer'} ${code}`;
}

/** One load test as a small table, and what explains it. */
export function describeResult(result: Result): string {
  const { latencyMs, evidence } = result;
  const rows = [
    ['success rate', formatPercent(result.successRate)],
    ['requests', formatCount(result.requests)],
    ['failed requests', formatCount(result.failed)],
    ...result.errors.map((error) => [`  ${describeLoadError(error)}`, formatCount(error.count)]),
    ['average latency', formatMilliseconds(latencyMs.mean)],
    ['p99 latency', formatMilliseconds(latencyMs.p99)],
    ['requests per second', formatCount(result.requestsPerSecond)],
    ['database connections opened', formatCount(evidence.connectionsOpened)],
    ['rows of posts read per feed', `${formatCount(evidence.plan.rowsRead)} (${evidence.plan.node})`],
  ];
  return `${titleOfResult(result)}, by ${result.engine.name} ${result.engine.version}\n${formatTable(rows, { numbers: [1] })}\n${explainResult(result)}`;
}
