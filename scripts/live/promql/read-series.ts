import type { Point, SampleStore } from '../sample-store.ts';
import { parseDurationMs } from './numbers.ts';
import { compileSelector } from './selector.ts';
import { type Syntax, unsupported } from './syntax.ts';
import type { Evaluate, Labels } from './vector.ts';

/** Prometheus' default for how old the newest sample may be (--query.lookback-delta). */
const lookbackMs = 300_000;

/** A point that is a value and not the mark of an end. */
export type Value = Point & { value: number };

/** The values of each series in a window, which begins after `startMs` and ends with `endMs`. */
export interface Window {
  startMs: number;
  endMs: number;
  series: { labels: Labels; values: Value[] }[];
}

/** Takes `offset` off a selector. */
function readOffset(syntax: Syntax): { selector: Syntax; offsetMs: number } {
  const [inner, , offset] = syntax.parts;
  if (syntax.kind !== 'OffsetExpr' || !inner || !offset) return { selector: syntax, offsetMs: 0 };
  return { selector: inner, offsetMs: parseDurationMs(offset) };
}

/** `metric{label="value"}`: the newest value of each series, unless the series has ended. */
export function compileInstant(syntax: Syntax): Evaluate {
  const { selector, offsetMs } = readOffset(syntax);
  if (selector.kind !== 'VectorSelector')
    throw unsupported(syntax, 'offset is for one selector; put both into parentheses');
  const { name, matchers } = compileSelector(selector);
  return (store, atMs) =>
    store.select(name, matchers).flatMap(({ labels, points }) => {
      const newest = points.findLast((point) => point.atMs <= atMs - offsetMs);
      const value = newest && newest.atMs > atMs - offsetMs - lookbackMs ? newest.value : undefined;
      return value === undefined ? [] : [{ labels, value }];
    });
}

/** `metric[4s]`: all values in the time before. Ends leave no trace in it. */
export function compileWindow(syntax: Syntax): (store: SampleStore, atMs: number) => Window {
  const { selector: range, offsetMs } = readOffset(syntax);
  const [selector, duration] = range.parts;
  if (range.kind !== 'MatrixSelector' || selector?.kind !== 'VectorSelector' || !duration)
    throw unsupported(syntax, 'expected a range, such as metric[4s]');
  const { name, matchers } = compileSelector(selector);
  const rangeMs = parseDurationMs(duration);
  return (store, atMs) => {
    const endMs = atMs - offsetMs;
    const startMs = endMs - rangeMs;
    const isInside = (point: Point): point is Value =>
      point.atMs > startMs && point.atMs <= endMs && point.value !== undefined;
    const series = store
      .select(name, matchers)
      .map(({ labels, points }) => ({ labels, values: points.filter(isInside) }));
    return { startMs, endMs, series };
  };
}
