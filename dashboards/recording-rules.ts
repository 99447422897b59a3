import { quantileIfAny, rate, seriesOf, share } from './promql.ts';

/** What Prometheus works out itself at every step and keeps under a name of its own (level:metric:operations). */
export interface RecordingRule {
  record: string;
  expression: string;
}

/** Requests per second over a window: all, or those with a status. */
const requests = (window: string, ...matchers: string[]) =>
  `sum(${rate(seriesOf('api', 'http_requests_total', ...matchers), window)})`;

const failedShare = (window: string) => share(requests(window, 'status_code=~"5.."'), requests(window));

const connectionsOpened = `sum(${rate(seriesOf('api', 'db_connections_opened_total'), '30s')})`;
const waiting = seriesOf('api', 'db_pool_connections', 'state="waiting"');

function throttlingPeriods(which: string): string {
  const periods = seriesOf('containers', `container_cpu_cfs_${which}_total`, 'container=~"api|postgres"');
  return `sum by (container) (${rate(periods, '1m')})`;
}

const successLatency = (rank: number) =>
  quantileIfAny(rank, 'http_request_duration_seconds', ['status_code=~"2.."'], '30s');

/**
 * Only what several questions share, or what needs a window of its own. A load test takes half a minute: windows of 30 s notice it
 * while it goes on. cAdvisor tells new numbers every 10 to 20 s, so that only a minute is sure to hold two of them.
 */
export const recordingRules: RecordingRule[] = [
  { record: 'feed:pool_connections:sum', expression: `sum by (state) (${seriesOf('api', 'db_pool_connections')})` },
  {
    record: 'feed:cpu_throttled:ratio_rate1m',
    expression: share(throttlingPeriods('throttled_periods'), throttlingPeriods('periods')),
  },
  { record: 'feed:errors:ratio_rate30s', expression: failedShare('30s') },
  { record: 'feed:errors:ratio_rate5m', expression: failedShare('5m') },
  { record: 'feed:successes:rate30s', expression: requests('30s', 'status_code=~"2.."') },
  { record: 'feed:latency_seconds:p50_rate30s', expression: successLatency(0.5) },
  { record: 'feed:latency_seconds:p99_rate30s', expression: successLatency(0.99) },
  { record: 'feed:connections_opened:rate30s', expression: connectionsOpened },
  {
    record: 'feed:connections_per_request:ratio_rate30s',
    expression: share(connectionsOpened, requests('30s')),
  },
  {
    // Little's law: who waits on average = who comes per second x how long each waits. Both over the same 30 s, or the first seconds of a load lie.
    record: 'feed:queue_wait_seconds:estimate30s',
    expression: share(`sum(avg_over_time(${waiting}[30s]))`, requests('30s')),
  },
];

/** An expression that stands alone: for a place that has the series but no Prometheus to record anything. Names stand in it bare, without matchers. */
export function withoutRecordings(expression: string): string {
  return expression.replace(/\bfeed:[\w:]+/g, (name) => {
    const rule = recordingRules.find(({ record }) => record === name);
    if (!rule) throw new Error(`nothing records ${name}`);
    return `(${rule.expression})`;
  });
}
