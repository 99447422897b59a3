import { apiJob } from '../../../dashboards/jobs.ts';
import { compile } from '../../../scripts/live/promql/compile.ts';
import { metricNames } from '../../../scripts/live/promql/metric-names.ts';
import type { VectorSample } from '../../../scripts/live/promql/vector.ts';
import { createSampleStore, type SampleStore } from '../../../scripts/live/sample-store.ts';
import type { Scrape } from './recording.ts';

/** What an expression is, or should be, at a time. */
export interface Answer {
  expression: string;
  atMs: number;
  vector: VectorSample[];
}

/** A store that has been given scrapes of one process of the API. */
export function replay(scrapes: Scrape[], names: Iterable<string>, keepSeconds = 3600): SampleStore {
  const store = createSampleStore({ keepSeconds, names: new Set(names) });
  for (const { atMs, samples } of scrapes)
    if (samples) store.add(apiJob, atMs, samples);
    else store.fail(apiJob, atMs);
  return store;
}

/** Each expression at each time. */
export function answer(expressions: string[], scrapes: Scrape[], timesMs: number[]): Answer[] {
  const store = replay(scrapes, expressions.flatMap(metricNames));
  return expressions.flatMap((expression) => {
    const evaluate = compile(expression);
    return timesMs.map((atMs) => ({ expression, atMs, vector: evaluate(store, atMs) }));
  });
}
