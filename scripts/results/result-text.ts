import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import type { LoadError } from '../load/load-report.ts';
import { describeRun } from './conditions.ts';
import { describeInterruption } from './interruption.ts';
import type { Result } from './result.ts';
import { titleOfResult } from './results-by-stage.ts';

/** 503, connection_timeout -> "503 connection_timeout"; 0, timeout -> "no answer timeout". */
export function describeLoadError({ status, code }: Pick<LoadError, 'status' | 'code'>): string {
  return `${status || 'no answer'} ${code}`;
}

/** A load test as a small table, as users see it. For the cause, see explain-result.ts. */
export function describeResult(result: Result): string {
  const { latencyMs, interruption } = result;
  const rows = [
    ['success rate', formatPercent(result.successRate)],
    ['requests', formatCount(result.requests)],
    ['failed requests', formatCount(result.failed)],
    ...result.errors.map((error) => [`  ${describeLoadError(error)}`, formatCount(error.count)]),
    ['average latency', formatMilliseconds(latencyMs.mean)],
    ['p99 latency', formatMilliseconds(latencyMs.p99)],
    ['requests per second', formatCount(result.requestsPerSecond)],
  ];
  return [
    `${titleOfResult(result)}, by ${result.engine.name} ${result.engine.version}`,
    describeRun(result),
    formatTable(rows, { numbers: [1] }),
    ...(interruption
      ? [
          `Interrupted: the load test was ${describeInterruption(interruption)}, because this machine slept or the test was suspended. The numbers include the pause, and verify does not use them: run it again.`,
        ]
      : []),
  ].join('\n');
}
