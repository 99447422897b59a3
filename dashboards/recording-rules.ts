import { quantileOrEmpty, rate, ratio, recorded, seriesOf } from './promql.ts';

/** A Prometheus recording rule, named level:metric:operations. */
export interface RecordingRule {
  record: string;
  expression: string;
}

const requests = (window: string, ...matchers: string[]) =>
  `sum(${rate(seriesOf('api', 'http_requests_total', ...matchers), window)})`;

const errorRatio = (window: string) => ratio(requests(window, 'status_code=~"5.."'), requests(window));

const ofConnections = (metric: string) => `sum(${rate(seriesOf('api', `db_client_connection_${metric}`), '30s')})`;
/** Counts attempts, including those that fail. */
const connectionsOpened = ofConnections('create_time_seconds_count');

function throttlingPeriods(which: string): string {
  const periods = seriesOf('containers', `container_cpu_cfs_${which}_total`, 'container=~"api|postgres"');
  return `sum by (container) (${rate(periods, '1m')})`;
}

const successLatency = (rank: number) =>
  quantileOrEmpty(rank, 'http_request_duration_seconds', ['status_code=~"2.."'], '30s');

/**
 * Expressions that several queries share, or that need a fixed window. A load test takes 30 s, so
 * alerts use windows of 30 s. cAdvisor updates its metrics every 10 to 20 s, so only a window of a
 * minute is certain to contain two samples.
 */
export const recordingRules: RecordingRule[] = [
  { record: 'feed:connections:sum', expression: `sum by (state) (${seriesOf('api', 'db_client_connection_count')})` },
  {
    record: 'feed:pending_requests:sum',
    expression: `sum(${seriesOf('api', 'db_client_connection_pending_requests')})`,
  },
  {
    record: 'feed:cpu_throttled:ratio_rate1m',
    expression: ratio(throttlingPeriods('throttled_periods'), throttlingPeriods('periods')),
  },
  { record: 'feed:errors:ratio_rate30s', expression: errorRatio('30s') },
  { record: 'feed:errors:ratio_rate5m', expression: errorRatio('5m') },
  { record: 'feed:successes:rate30s', expression: requests('30s', 'status_code=~"2.."') },
  { record: 'feed:latency_seconds:p50_rate30s', expression: successLatency(0.5) },
  { record: 'feed:latency_seconds:p99_rate30s', expression: successLatency(0.99) },
  { record: 'feed:connections_opened:rate30s', expression: connectionsOpened },
  {
    record: 'feed:connections_per_request:ratio_rate30s',
    expression: ratio(connectionsOpened, requests('30s')),
  },
  {
    record: 'feed:connection_wait_seconds:mean_rate30s',
    expression: ratio(ofConnections('wait_time_seconds_sum'), ofConnections('wait_time_seconds_count')),
  },
];

/** Replaces the release's recorded series with the expressions of their rules. */
export function withoutRecordings(expression: string): string {
  return expression.replace(/\bfeed:[\w:]+(?:\{[^}]*\})?/g, (series) => {
    const rule = recordingRules.find(({ record }) => recorded(record) === series);
    if (!rule) throw new Error(`there is no recording rule for ${series}`);
    return `(${rule.expression})`;
  });
}
