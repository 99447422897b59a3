import type { LoadSeries } from '../../load/load-report.ts';

/** An interval of a load test. Values are null if no request was answered. */
export interface ChartPoint {
  /** Start of the interval, from the start of the test. */
  second: number;
  /** 0..1 */
  successRate: number | null;
  p50Ms: number | null;
  p99Ms: number | null;
}

/** The value that a line shows at a point; null for a gap. */
export type PointValue = (point: ChartPoint) => number | null;

/** One point per interval. A series omits empty intervals, but a line must not bridge them. */
export function chartPoints({ everySeconds, points }: LoadSeries): ChartPoint[] {
  const bySecond = new Map(points.map((point) => [point.second, point]));
  const all: ChartPoint[] = [];
  for (let second = 0; second <= (points.at(-1)?.second ?? -1); second += everySeconds) {
    const point = bySecond.get(second);
    const failed = point?.failures.reduce((sum, { count }) => sum + count, 0) ?? 0;
    all.push({
      second,
      successRate: point && point.requests > 0 ? Math.max(0, 1 - failed / point.requests) : null,
      p50Ms: point?.p50Ms ?? null,
      p99Ms: point?.p99Ms ?? null,
    });
  }
  return all;
}

/** The points between two gaps, which a line does not show. */
export function isolatedPoints(points: ChartPoint[], value: PointValue): ChartPoint[] {
  const hasValue = (point: ChartPoint | undefined) => point !== undefined && value(point) !== null;
  return points.filter(
    (point, index) => hasValue(point) && !hasValue(points[index - 1]) && !hasValue(points[index + 1]),
  );
}

/** The lowest and the highest value; undefined when there are only gaps. */
export function rangeOf(points: ChartPoint[], value: PointValue): [number, number] | undefined {
  const values = points.map(value).filter((number) => number !== null);
  const [first] = values;
  // Not Math.max(...values), because the arguments of a call have to fit on the stack.
  const smaller = (one: number, other: number) => Math.min(one, other);
  const larger = (one: number, other: number) => Math.max(one, other);
  return first === undefined ? undefined : [values.reduce(smaller, first), values.reduce(larger, first)];
}
