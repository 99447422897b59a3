import { FailureCounts } from '../../load/failure-counts.ts';
import type { PrintedResult } from '../../load/k6.ts';
import type { LoadError, Series, SeriesPoint } from '../../load/load-report.ts';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function mergeErrors(errors: LoadError[]): LoadError[] {
  const merged = new FailureCounts();
  for (const error of errors) merged.add(error);
  return merged.list();
}

/** Null where nothing was answered. */
function largestOf(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** What all pods saw of one slice. */
function mergePoints(second: number, parts: SeriesPoint[]): SeriesPoint {
  return {
    second,
    requests: sum(parts.map(({ requests }) => requests)),
    failures: mergeErrors(parts.flatMap(({ failures }) => failures)),
    p50Ms: largestOf(parts.map(({ p50Ms }) => p50Ms)),
    p99Ms: largestOf(parts.map(({ p99Ms }) => p99Ms)),
  };
}

/** Slices count from each pod's own start; they are all set going at the same moment. */
function mergeSeries(everySeconds: number, points: SeriesPoint[]): Series {
  const seconds = [...new Set(points.map(({ second }) => second))].sort((one, other) => one - other);
  return {
    everySeconds,
    points: seconds.map((second) =>
      mergePoints(
        second,
        points.filter((point) => point.second === second),
      ),
    ),
  };
}

/**
 * One result from those of pods that ran at the same time. Counts add up and the mean is weighted by requests. A percentile of all
 * cannot be had from percentiles of the parts; it is never above the largest of them, which is what stands here, for each slice of
 * the series too. A whole distribution of such would be of no load test that there was: there is none.
 */
export function mergeReports(reports: PrintedResult[]): PrintedResult {
  const requests = sum(reports.map((report) => report.requests));
  const failed = sum(reports.map((report) => report.failed));
  const durationSeconds = Math.max(...reports.map((report) => report.durationSeconds));
  const largest = (of: keyof PrintedResult['latencyMs']) => Math.max(...reports.map(({ latencyMs }) => latencyMs[of]));
  // All pods have the same plan, and with it slices of the same width.
  const everySeconds = reports[0]?.series?.everySeconds;
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
    ...(everySeconds && {
      series: mergeSeries(
        everySeconds,
        reports.flatMap(({ series }) => series?.points ?? []),
      ),
    }),
  };
}
