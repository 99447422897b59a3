import type { PrintedResult } from '../../load/k6.ts';
import type { LoadError } from '../../load/load.ts';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function mergeErrors(errors: LoadError[]): LoadError[] {
  const merged = new Map<string, LoadError>();
  for (const error of errors) {
    const key = `${error.status} ${error.code}`;
    merged.set(key, { ...error, count: error.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

/**
 * One result from those of pods that ran at the same time. Counts add up and the mean is weighted by requests. A percentile of all
 * cannot be had from percentiles of the parts; it is never above the largest of them, which is what stands here.
 */
export function mergeReports(reports: PrintedResult[]): PrintedResult {
  const requests = sum(reports.map((report) => report.requests));
  const failed = sum(reports.map((report) => report.failed));
  const durationSeconds = Math.max(...reports.map((report) => report.durationSeconds));
  const largest = (of: keyof PrintedResult['latencyMs']) => Math.max(...reports.map(({ latencyMs }) => latencyMs[of]));
  return {
    durationSeconds,
    requests,
    failed,
    successRate: (requests - failed) / requests,
    requestsPerSecond: requests / durationSeconds,
    latencyMs: {
      mean: sum(reports.map((report) => report.latencyMs.mean * report.requests)) / requests,
      p50: largest('p50'),
      p95: largest('p95'),
      p99: largest('p99'),
      max: largest('max'),
    },
    errors: mergeErrors(reports.flatMap((report) => report.errors)),
  };
}
