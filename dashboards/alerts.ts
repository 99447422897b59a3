import { recorded, seriesOf } from './promql.ts';

/**
 * The label `severity` of every alert. No Alertmanager should page anybody about it, because the
 * API is broken by design. The chart replaces it with its value monitoring.rules.severity.
 */
export const severityOfAll = 'lab';

/** A Prometheus alert. Each has a section in docs/alerts.md. */
export interface Alert {
  name: string;
  /** PromQL: the alert is active while the result is not empty. */
  expression: string;
  /** How long it must be active before it fires. Short, because a load test is short. */
  forSeconds: number;
  /** How bad it would be outside the lab. Nobody is paged about it: see severityOfAll. */
  level: 'critical' | 'warning';
  /** For people who have never seen a dashboard. */
  summary: string;
  /** The measured value, and what to look at. */
  description: string;
}

/** The objective is that 99.9 % of the requests succeed. */
export const errorBudget = 0.001;
/** Spends a month's budget in two days (Google, "The Site Reliability Workbook", chapter 5). */
const burnFactor = 14.4;
const burnLimit = Number((burnFactor * errorBudget).toFixed(4));

export const latencyLimitSeconds = 0.3;
/** With fewer than 300 requests in the window, the p99 is mostly noise. */
const fewestSuccessesPerSecond = 10;

const connectionsPerRequestLimit = 0.1;
/** A shared pool opens ten connections when the load starts, which is not churn. */
const connectionsPerSecondLimit = 5;

/** A queued request fails after this time: the timeout in app/src/database/shared-pool.ts. */
export const longestQueueWaitSeconds = 2;
/** Half of that, while there is still time to react. */
const queueWaitLimitSeconds = longestQueueWaitSeconds / 2;

const connections = (state: string) => recorded('feed:connections:sum', `state="${state}"`);
const pending = recorded('feed:pending_requests:sum');
const saturatedForMinutes = 5;
const downForSeconds = 15;

export const alerts: Alert[] = [
  {
    name: 'FeedErrorBudgetBurn',
    // The long window shows that it matters, the short one that it is still going on.
    expression: `${recorded('feed:errors:ratio_rate5m')} > ${burnLimit} and ${recorded('feed:errors:ratio_rate30s')} > ${burnLimit}`,
    forSeconds: 5,
    level: 'critical',
    summary: 'Many requests fail.',
    description: `{{ $value | humanizePercentage }} of the requests of the last 5 minutes failed, and requests are still failing; the objective allows one in ${1 / errorBudget}. Look at Error Rate to see which status they get, then at the row Connections.`,
  },
  {
    name: 'FeedConnectionChurn',
    expression: `${recorded('feed:connections_per_request:ratio_rate30s')} > ${connectionsPerRequestLimit} and ${recorded('feed:connections_opened:rate30s')} > ${connectionsPerSecondLimit}`,
    forSeconds: 5,
    level: 'warning',
    summary: 'The API keeps opening new database connections.',
    description:
      '{{ $value | humanize }} connections are opened for each request. Compare Connections Opened with Error Rate and Successful Requests, then look at Time to Connect.',
  },
  {
    name: 'FeedLatencyHigh',
    // The median must be high too, because the p99 can be wrong when the load starts: rate()
    // extrapolates each bucket to the edge of the window, but not below zero, so it underestimates
    // buckets that were empty.
    expression: `${recorded('feed:latency_seconds:p99_rate30s')} > ${latencyLimitSeconds} and ${recorded('feed:latency_seconds:p50_rate30s')} > ${latencyLimitSeconds / 2} and ${recorded('feed:successes:rate30s')} >= ${fewestSuccessesPerSecond}`,
    forSeconds: 5,
    level: 'warning',
    summary: 'Responses are slow.',
    description: `The p99 of successful requests is {{ $value | humanizeDuration }}; the limit is ${latencyLimitSeconds * 1000} ms. Look at Feed Query Time and Rows Read of posts, then at CPU Throttling.`,
  },
  {
    name: 'FeedQueueWaiting',
    expression: `${recorded('feed:connection_wait_seconds:mean_rate30s')} > ${queueWaitLimitSeconds}`,
    forSeconds: 10,
    level: 'warning',
    summary: 'Requests wait so long for a database connection that they will soon start to fail.',
    description: `On average, a request waits {{ $value | humanizeDuration }} for a connection; after ${longestQueueWaitSeconds} s it fails. Look at Pool for the number of pending requests, and at Feed Query Time for how long each one keeps its connection.`,
  },
  {
    name: 'FeedPoolSaturated',
    expression: `${pending} > 0 and on() ${connections('used')} > 0 and on() ${connections('idle')} == 0`,
    forSeconds: saturatedForMinutes * 60,
    level: 'warning',
    summary: `Every database connection of the API has been in use for ${saturatedForMinutes} minutes, with requests waiting.`,
    description:
      '{{ $value | humanize }} requests are waiting, and no connection is idle. Look at Pool, and at Response Latency to see whether users are affected.',
  },
  {
    name: 'FeedApiDown',
    // Unlike `up`, the series is also absent when Prometheus has no target to scrape.
    expression: `absent(${seriesOf('api', 'feed_build_info')})`,
    forSeconds: downForSeconds,
    level: 'critical',
    summary: 'The feed API does not answer.',
    description: `No API process has responded to Prometheus for ${downForSeconds} seconds. Run \`make status\` to see what is running.`,
  },
];

/** The chart replaces `docs` with its value monitoring.rules.docsUrl. */
export const runbookOf = ({ name }: Alert): string => `docs/alerts.md#${name.toLowerCase()}`;
