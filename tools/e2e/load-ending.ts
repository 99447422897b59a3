import type { LoadReport, SeriesPoint } from '../../scripts/load/load-report.ts';

/** Long enough for a response of each user, short enough that the outage is over. */
export const lastSeconds = 5;

const failuresIn = ({ failures }: SeriesPoint) => failures.reduce((total, { count }) => total + count, 0);

/** The outcomes of a load test's last 5 s; later slices only have responses that were awaited. */
export function readEnding(
  { series }: Pick<LoadReport, 'series'>,
  planSeconds: number,
): { requests: number; succeeded: number } {
  const points = series?.points.filter(({ second }) => second >= planSeconds - lastSeconds) ?? [];
  const requests = points.reduce((total, point) => total + point.requests, 0);
  return { requests, succeeded: points.reduce((total, point) => total - failuresIn(point), requests) };
}
