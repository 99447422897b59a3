/** One curve of a panel. */
export interface Query {
  /** PromQL. `$__rate_interval` stands for the time a rate is taken over. Answers 0 while nobody asks, never NaN and never nothing. */
  expression: string;
  /** What the curve is called; `{{label}}` stands for a label's value. */
  legend: string;
}

/** A colour from this value on; the first one is for everything below the second. */
export interface Threshold {
  from: number | null;
  color: 'red' | 'yellow' | 'green';
}

/** One picture of the dashboard, wherever it is shown. */
export interface Panel {
  /** Stable: links and tests name it. */
  id: string;
  title: string;
  /** Behind the information sign: what it shows, and what to look for. */
  description: string;
  unit: 'requests per second' | 'per second' | 'seconds' | 'percent' | 'connections' | 'rows per second' | 'users';
  /** `curve` over time, or `number`: the last value, large. */
  shape: 'curve' | 'number';
  queries: Query[];
  thresholds?: Threshold[];
  /** `cluster` when only a cluster has what it shows: CPU limits, k6 writing to Prometheus. The live page leaves it out. */
  only?: 'cluster';
}

/** Panels that are looked at together. The first row has no title: it is what everybody looks at. */
export interface Row {
  title?: string;
  panels: Panel[];
}
