import { compileWindow, type Value } from './read-series.ts';
import type { Syntax } from './syntax.ts';
import { dropName, type Evaluate } from './vector.ts';

/** What a counter went up by, in all: a step down is a restart, which began at zero. */
function growth(values: Value[]): number {
  let sum = (values.at(-1)?.value ?? 0) - (values[0]?.value ?? 0);
  for (const [index, { value }] of values.entries()) {
    const before = values[index - 1]?.value ?? value;
    if (value < before) sum += before;
  }
  return sum;
}

/**
 * What a counter is taken to have gone up by between two times, per `unitSeconds`; undefined when there are fewer than two values.
 * The formula is Prometheus' own (promql/functions.go, extrapolatedRate), multiplied in its order, so that it is rounded alike: the
 * slope goes on to the window's edge when the next value could be that near, else for half an interval; and to the left not to
 * where the counter would have been below zero.
 */
function extrapolatedRate(
  values: Value[],
  { startMs, endMs, unitSeconds }: { startMs: number; endMs: number; unitSeconds: number },
): number | undefined {
  const [first, last] = [values[0], values.at(-1)];
  if (!first || !last || values.length < 2) return undefined;
  const increase = growth(values);
  const sampledSeconds = (last.atMs - first.atMs) / 1000;
  const intervalSeconds = sampledSeconds / (values.length - 1);
  const reach = (seconds: number) => (seconds >= intervalSeconds * 1.1 ? intervalSeconds / 2 : seconds);

  let toStartSeconds = reach((first.atMs - startMs) / 1000);
  if (increase > 0 && first.value >= 0)
    toStartSeconds = Math.min(toStartSeconds, sampledSeconds * (first.value / increase));
  const toEndSeconds = reach((endMs - last.atMs) / 1000);
  const factor = (sampledSeconds + toStartSeconds + toEndSeconds) / sampledSeconds;
  return increase * (factor / unitSeconds);
}

export function compileRate(name: 'rate' | 'increase', range: Syntax): Evaluate {
  const window = compileWindow(range);
  return (store, atMs) => {
    const { startMs, endMs, series } = window(store, atMs);
    const unitSeconds = name === 'rate' ? (endMs - startMs) / 1000 : 1;
    return series.flatMap(({ labels, values }) => {
      const value = extrapolatedRate(values, { startMs, endMs, unitSeconds });
      return value === undefined ? [] : [{ labels: dropName(labels), value }];
    });
  };
}
