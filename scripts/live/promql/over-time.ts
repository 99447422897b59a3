import { aggregations } from './aggregations.ts';
import { compileWindow } from './read-series.ts';
import type { Syntax } from './syntax.ts';
import { dropName, type Evaluate } from './vector.ts';

/** `avg_over_time(metric[30s])` and its kin: each series by itself. Undefined for a function that is none of them. */
export function compileOverTime(name: string, range: Syntax): Evaluate | undefined {
  const aggregate = name.endsWith('_over_time') ? aggregations[name.slice(0, -'_over_time'.length)] : undefined;
  if (!aggregate) return undefined;
  const window = compileWindow(range);
  return (store, atMs) =>
    window(store, atMs).series.flatMap(({ labels, values }) => {
      if (values.length === 0) return [];
      return [{ labels: dropName(labels), value: aggregate(values.map(({ value }) => value)) }];
    });
}
