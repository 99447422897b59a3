import type { Result } from '../result.ts';

/** A slice of a test; null where nothing was answered. */
export interface Slice {
  /** When it begins, from the start of the test. */
  second: number;
  /** 0..1 */
  successRate: number | null;
  p50Ms: number | null;
  p99Ms: number | null;
}

/** The test from its start, slice by slice, those without an answer included: a line shall break there, not lead across. */
export function slicesOf({ everySeconds, points }: NonNullable<Result['series']>): Slice[] {
  const known = new Map(points.map((point) => [point.second, point]));
  const slices: Slice[] = [];
  for (let second = 0; second <= (points.at(-1)?.second ?? -1); second += everySeconds) {
    const point = known.get(second);
    const failed = point?.failures.reduce((sum, { count }) => sum + count, 0) ?? 0;
    slices.push({
      second,
      successRate: point && point.requests > 0 ? Math.max(0, 1 - failed / point.requests) : null,
      p50Ms: point?.p50Ms ?? null,
      p99Ms: point?.p99Ms ?? null,
    });
  }
  return slices;
}

/** "In single seconds", or in longer slices; and in how many of them nothing was answered. */
export function sliceWords(
  slices: Slice[],
  { everySeconds }: NonNullable<Result['series']>,
): [single: string, silent: string[]] {
  const silent = slices.filter(({ p50Ms }) => p50Ms === null).length;
  const single = everySeconds === 1 ? 'seconds' : `slices of ${everySeconds} s`;
  return [
    `In single ${single}`,
    silent > 0 ? [`In ${silent} of ${slices.length} ${single} nothing was answered.`] : [],
  ];
}

/** Slices that no neighbour continues: a line of one point would not be seen. */
export function isAlone(slices: Slice[], index: number, value: (slice: Slice) => number | null): boolean {
  const there = (at: number) => slices[at] !== undefined && value(slices[at]) !== null;
  return there(index) && !there(index - 1) && !there(index + 1);
}

/** The lowest and the highest value that there is; undefined without any. */
export function rangeOf(slices: Slice[], value: (slice: Slice) => number | null): [number, number] | undefined {
  const values = slices.map(value).filter((number) => number !== null);
  return values.length > 0 ? [Math.min(...values), Math.max(...values)] : undefined;
}
