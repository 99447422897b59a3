import type { TimedSample } from '../sample-store.ts';
import { compileSelector } from './selector.ts';
import { type Syntax, unsupported } from './syntax.ts';
import { dropName, type Evaluate } from './vector.ts';

/** A sample that is not a stale marker. */
type TimedValue = TimedSample & { value: number };

/** The increase of a counter. A decrease is a restart, after which the counter started from 0. */
function increaseOf(samples: TimedValue[]): number {
  let sum = (samples.at(-1)?.value ?? 0) - (samples[0]?.value ?? 0);
  for (const [index, { value }] of samples.entries()) {
    const before = samples[index - 1]?.value ?? value;
    if (value < before) sum += before;
  }
  return sum;
}

/**
 * The rate per second over a window; undefined with fewer than two samples. It is extrapolated to
 * the edge of the window when the next sample could be that close, otherwise by half an interval,
 * and at the start not to where the counter would be below 0. From promql/functions.go,
 * extrapolatedRate, with its order of multiplications, so that it is rounded in the same way.
 */
function extrapolatedRate(samples: TimedValue[], startMs: number, endMs: number): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || samples.length < 2) return undefined;
  const increase = increaseOf(samples);
  const sampledSeconds = (last.atMs - first.atMs) / 1000;
  const intervalSeconds = sampledSeconds / (samples.length - 1);
  const extrapolated = (seconds: number) => (seconds >= intervalSeconds * 1.1 ? intervalSeconds / 2 : seconds);

  let toStartSeconds = extrapolated((first.atMs - startMs) / 1000);
  if (increase > 0 && first.value >= 0)
    toStartSeconds = Math.min(toStartSeconds, sampledSeconds * (first.value / increase));
  const toEndSeconds = extrapolated((endMs - last.atMs) / 1000);
  const factor = (sampledSeconds + toStartSeconds + toEndSeconds) / sampledSeconds;
  return increase * (factor / ((endMs - startMs) / 1000));
}

function parseDurationMs(duration: Syntax): number {
  const [, count, unit] = /^(\d+)([sm])$/.exec(duration.text) ?? [];
  if (!count) throw unsupported(duration, 'durations such as 4s and 1m');
  return Number(count) * (unit === 'm' ? 60_000 : 1000);
}

/** `rate(metric[4s])`. The window excludes its start and includes its end. */
export function compileRate(range: Syntax): Evaluate {
  const [selector, duration] = range.children;
  if (range.kind !== 'MatrixSelector' || selector?.kind !== 'VectorSelector' || !duration)
    throw unsupported(range, 'only a range here, such as metric[4s]');
  const { name, matchers } = compileSelector(selector);
  const rangeMs = parseDurationMs(duration);
  return (store, atMs) => {
    const startMs = atMs - rangeMs;
    const isInWindow = (sample: TimedSample): sample is TimedValue =>
      sample.atMs > startMs && sample.value !== undefined;
    return store.select(name, matchers).flatMap(({ labels, samples }) => {
      const value = extrapolatedRate(samples.filter(isInWindow), startMs, atMs);
      return value === undefined ? [] : [{ labels: dropName(labels), value }];
    });
  };
}
