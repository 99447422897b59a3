// Grafana's computation of $__interval and $__rate_interval, all in seconds. From its source:
// packages/grafana-data/src/datetime/rangeutil.ts (calculateInterval, roundInterval) and
// pkg/promlib/models/query.go (calculateRateInterval).

/** An interval below the first number is rounded to the second number. */
const roundings: [below: number, rounded: number][] = [
  [0.01, 0.001],
  [0.015, 0.01],
  [0.035, 0.02],
  [0.075, 0.05],
  [0.15, 0.1],
  [0.35, 0.2],
  [0.75, 0.5],
  [1.5, 1],
  [3.5, 2],
  [7.5, 5],
  [12.5, 10],
  [17.5, 15],
  [25, 20],
  [45, 30],
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
  [1500, 1200],
  [2700, 1800],
  [5400, 3600],
];

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };
/** For a data source without an interval. */
const defaultScrapeInterval = '15s';

/** `5s`, `1m`, `500ms`; without a unit, seconds. @throws for anything else */
export function parseInterval(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const seconds = Number(number) * (unitSeconds[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new Error(`expected an interval such as 5s, got "${text}"`);
  return seconds;
}

/** What Grafana knows when it sends a query. An interval is as its API returns it: `5s`. */
export interface QueryContext {
  rangeSeconds: number;
  /** By default the width of the panel in pixels. */
  maxDataPoints: number;
  /** The "min interval" of the panel's query options. */
  panelInterval?: string | undefined;
  /** The "min step" of the query. */
  targetInterval?: string | undefined;
  /** The "scrape interval" of the data source: jsonData.timeInterval. */
  dataSourceInterval?: string | undefined;
}

/** `$__interval`. @throws for a range so long that it would be over an hour */
export function intervalSeconds(context: QueryContext): number {
  const { rangeSeconds, maxDataPoints, panelInterval, dataSourceInterval } = context;
  const exact = rangeSeconds / maxDataPoints;
  const [, rounded] = roundings.find(([below]) => exact < below) ?? [];
  if (rounded === undefined) throw new Error(`an interval of ${exact} s is too long`);
  const lowest = panelInterval || dataSourceInterval || defaultScrapeInterval;
  return Math.max(rounded, parseInterval(lowest));
}

/** `$__rate_interval`: the window of the rates that a panel shows. */
export function rateIntervalSeconds(context: QueryContext): number {
  const { targetInterval, dataSourceInterval } = context;
  const scrape = parseInterval(targetInterval || dataSourceInterval || defaultScrapeInterval);
  return Math.max(intervalSeconds(context) + scrape, 4 * scrape);
}
