import { FailureCounts } from '../../../load/failure-counts.ts';
import type { PrintedResult } from '../../../load/k6.ts';
import type { LoadError, SeriesPoint } from '../../../load/load-report.ts';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** The largest time; null if no request was answered. */
function largestOf(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function mergeErrors(errors: LoadError[]): LoadError[] {
  const merged = new FailureCounts();
  for (const error of errors) merged.add(error);
  return merged.list();
}

/** Each pod counts its slices from its own start; all pods start at the same time. */
function mergePoints(points: SeriesPoint[]): SeriesPoint[] {
  const seconds = [...new Set(points.map(({ second }) => second))].sort((one, other) => one - other);
  return seconds.map((second) => {
    const ofSlice = points.filter((point) => point.second === second);
    return {
      second,
      requests: sum(ofSlice.map(({ requests }) => requests)),
      failures: mergeErrors(ofSlice.flatMap(({ failures }) => failures)),
      p50Ms: largestOf(ofSlice.map(({ p50Ms }) => p50Ms)),
      p99Ms: largestOf(ofSlice.map(({ p99Ms }) => p99Ms)),
    };
  });
}

/**
 * Merges the results of pods that ran at the same time; a single result is returned unchanged.
 * Counts are added, and the mean is weighted by requests. The percentiles of all requests cannot be
 * computed from those of the pods, so the largest is used, which is an upper bound, also in the
 * series. The latency distribution is left out, because upper bounds would not describe one.
 */
export function mergeReports(reports: PrintedResult[]): PrintedResult {
  const [first, ...others] = reports;
  if (first && others.length === 0) return first;
  const requests = sum(reports.map((report) => report.requests));
  const failed = sum(reports.map((report) => report.failed));
  const durationSeconds = Math.max(...reports.map((report) => report.durationSeconds));
  const largest = (name: keyof PrintedResult['latencyMs']) =>
    Math.max(...reports.map(({ latencyMs }) => latencyMs[name]));
  // All pods have the same plan, and therefore slices of the same width.
  const everySeconds = first?.series?.everySeconds;
  const slowest = reports
    .flatMap(({ slowestRequest }) => slowestRequest ?? [])
    .sort((one, other) => other.totalMs - one.totalMs)[0];
  const points = mergePoints(reports.flatMap(({ series }) => series?.points ?? []));
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
    ...(slowest && { slowestRequest: slowest }),
    ...(everySeconds && { series: { everySeconds, points } }),
  };
}
