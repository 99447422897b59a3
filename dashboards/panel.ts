/** What a number shows while there are no requests. */
export const idleText = 'idle';

/** A query of a panel: one curve, or one for each value of a label. */
export interface Query {
  /**
   * PromQL with `$__rate_interval` for ranges. While the lab is idle, a curve is 0, neither NaN nor
   * absent, and a number is NaN, which is shown as `idle`.
   */
  expression: string;
  /** `{{label}}` is replaced with the label's value. */
  legend: string;
  /** One of Grafana's names for colors. Without it, Grafana and the live page choose one. */
  color?: 'purple' | 'orange' | 'blue' | 'green';
}

/** The color from this value upwards. The first threshold has no lower limit. */
export interface Threshold {
  from: number | null;
  color: 'red' | 'yellow' | 'green';
}

/** A panel of Grafana's dashboard and of the live page. */
export interface Panel {
  /** Stable, because links and tests refer to it. */
  id: string;
  title: string;
  /** Shown by the information icon. Explains what the panel shows, and what to look for. */
  description: string;
  unit: 'requests per second' | 'per second' | 'seconds' | 'percent' | 'connections' | 'rows per second' | 'users';
  /** `curve`: values over time; `stack`: stacked curves; `number`: the current value. */
  shape: 'curve' | 'stack' | 'number';
  queries: Query[];
  thresholds?: Threshold[];
  /** Set if the series exist only in a cluster (CPU limits, k6 metrics). Not on the live page. */
  only?: 'cluster';
}

/** Only the first row, which is always visible, has no title. */
export interface Row {
  title?: string;
  panels: Panel[];
}
