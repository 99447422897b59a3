import { apiJob, postgresJob } from './jobs.ts';

/** By which label each of the lab's parts is known in a Prometheus that sees other applications too. */
const owners = {
  api: `job="${apiJob}"`,
  postgres: `job="${postgresJob}"`,
  // cAdvisor tells of all containers of a node, under a job of its own.
  containers: 'namespace="feed-lab"',
  // The name of the Job or the TestRun (scripts/targets/kind/run-k6.ts).
  loadTest: 'testrun_name=~"k6-feed-.*"',
};

/** The series of a metric that are the lab's own, and no other application's that happens to use the name; narrowed by `label="value"`. */
export function seriesOf(owner: keyof typeof owners, metric: string, ...matchers: string[]): string {
  return `${metric}{${[owners[owner], ...matchers].join(',')}}`;
}

/** Per second, over a window: the one that suits the dashboard's step, or one that a rule sets. */
export const rate = (series: string, window = '$__rate_interval'): string => `rate(${series}[${window}])`;

/** 0 where a query has no series at all: before the first request, or when everything is idle. */
export const orZero = (expression: string): string => `${expression} or on() vector(0)`;

/** A part of a whole, both in PromQL; no answer while the whole is 0, instead of NaN. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

/** A mean of a histogram of the API's; 0 while nothing is observed. */
export function mean(histogram: string): string {
  const part = (suffix: string) => `sum(${rate(seriesOf('api', `${histogram}_${suffix}`))})`;
  return orZero(share(part('sum'), part('count')));
}

/** A quantile of a histogram of the API's, over all its processes; no answer while nothing is observed, when histogram_quantile() is NaN. */
export function quantileIfAny(rank: number, histogram: string, matchers: string[] = [], window?: string): string {
  const buckets = rate(seriesOf('api', `${histogram}_bucket`, ...matchers), window);
  return `histogram_quantile(${rank}, sum by (le) (${buckets})) >= 0`;
}

/** The same; 0 while nothing is observed. */
export function quantile(rank: number, histogram: string, ...matchers: string[]): string {
  return orZero(quantileIfAny(rank, histogram, matchers));
}
