import type { Query } from './panel.ts';
import { apiJob, loadTestJob, namespace, podPattern, postgresJob } from './release-labels.ts';

/** The matchers that select only the release's series, even in a Prometheus shared with others. */
const sources = {
  api: `job="${apiJob}",namespace="${namespace}"`,
  postgres: `job="${postgresJob}",namespace="${namespace}"`,
  // k6 writes to Prometheus itself, with these labels (load-test/k6-manifests.ts).
  loadTest: `job="${loadTestJob}",namespace="${namespace}"`,
  // cAdvisor exports the metrics of all containers of a node, under its own job.
  containers: `namespace="${namespace}",pod=~"${podPattern}"`,
};

/** Selects the release's series of a metric. A matcher is `label="value"`. */
export function seriesOf(source: keyof typeof sources, metric: string, ...matchers: string[]): string {
  return `${metric}{${[sources[source], ...matchers].join(',')}}`;
}

/** Selects what a recording rule has recorded for the release, with its labels (rules.ts). */
export const recorded = (record: string, ...matchers: string[]): string => seriesOf('api', record, ...matchers);

/** The rate per second. Rules need a fixed window: only Grafana can replace `$__rate_interval`. */
export const rate = (series: string, window = '$__rate_interval'): string => `rate(${series}[${window}])`;

/** 0 if the expression has no result, as before the first request. */
export const orZero = (expression: string): string => `${expression} or on() vector(0)`;

/** `part / whole`, which has no result (instead of NaN) while `whole` is 0. */
export const ratio = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

/** The mean of a histogram of the API; 0 without observations. */
export function mean(histogram: string): string {
  const part = (suffix: string) => `sum(${rate(seriesOf('api', `${histogram}_${suffix}`))})`;
  return orZero(ratio(part('sum'), part('count')));
}

/** A quantile over all API processes; no result without observations, as NaN >= 0 is false. */
export function quantileOrEmpty(rank: number, histogram: string, matchers: string[] = [], window?: string): string {
  const buckets = rate(seriesOf('api', `${histogram}_bucket`, ...matchers), window);
  return `histogram_quantile(${rank}, sum by (le) (${buckets})) >= 0`;
}

/** A quantile over all API processes; 0 without observations. */
export function quantile(rank: number, histogram: string, ...matchers: string[]): string {
  return orZero(quantileOrEmpty(rank, histogram, matchers));
}

/** The p50 and p99 of a histogram of the API, as two curves. */
export function medianAndP99(histogram: string, ...matchers: string[]): Query[] {
  return [
    { expression: quantile(0.5, histogram, ...matchers), legend: 'p50' },
    { expression: quantile(0.99, histogram, ...matchers), legend: 'p99' },
  ];
}
